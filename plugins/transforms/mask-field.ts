import { list, string } from 'psconnect/plugin'
import { notEmpty } from './config-checks.ts'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import { keyAndValue } from './key-or-value.ts'
import { mask } from './mask.ts'
import { fieldSchemas } from './schemas.ts'

/** Puts something meaningless in place of what fields hold. */
export const maskField = keyAndValue({
  name: 'MaskField',
  config: {
    fields: list({ doc: 'Fields to mask.', importance: 'high', problem: notEmpty }),
    replacement: string({
      doc: 'What numbers and texts become. Without it: 0, empty text, false, an empty list or map, or the first moment of 1970.',
      optional: true,
      importance: 'low',
      problem: notEmpty,
    }),
    ...replaceNull,
  },
  create({ fields: names, replacement, 'replace.null.with.default': withDefaults }, subject) {
    return data => {
      const fields = fieldsOf(data, subject, withDefaults)
      const schemas = data.schema && fieldSchemas(data.schema)
      for (const name of names) {
        if (data.schema && !fields.has(name)) continue
        const value = fields.get(name) ?? null
        fields.set(
          name,
          value === null ? null : mask(value, { name, replacement, schema: schemas?.get(name), subject }),
        )
      }
      return ofFields(fields, data.schema, data.value)
    }
  },
})
