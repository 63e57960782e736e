import { defineTransform, list, type Schema } from 'psconnect/plugin'
import { notEmpty } from './config-checks.ts'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import { refuse } from './refuse.ts'
import { fieldSchemas, madeOnce } from './schemas.ts'

const subject = { transform: 'ValueToKey', part: 'value' } as const

/** Makes a key of fields of the value. */
export const valueToKey = defineTransform({
  name: 'ValueToKey',
  config: {
    fields: list({ doc: 'Fields of the value that make the key.', importance: 'high', problem: notEmpty }),
    ...replaceNull,
  },
  valueNeeds: ({ fields }) => fields.map(name => [name]),
  create({ fields: names, 'replace.null.with.default': withDefaults }) {
    const keySchema = madeOnce((valueSchema): Schema => {
      const schemas = fieldSchemas(valueSchema)
      const fields = names.map(name => ({
        name,
        schema: schemas.get(name) ?? refuse(subject, `finds no field ${name} in the value`),
      }))
      return { type: 'struct', optional: false, fields }
    })
    return {
      apply(record) {
        const { value } = record
        const fields = fieldsOf(value, subject, withDefaults)
        const schema = value.schema && keySchema(value.schema)
        const chosen = new Map(names.map(name => [name, fields.get(name) ?? null]))
        return { ...record, key: ofFields(chosen, schema, value.value) }
      },
    }
  },
})
