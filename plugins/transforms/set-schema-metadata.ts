import { int, type Schema, string } from 'psconnect/plugin'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import { keyAndValue } from './key-or-value.ts'
import { refuse } from './refuse.ts'
import { madeOnce } from './schemas.ts'

/** Gives a schema another name or version. */
export const setSchemaMetadata = keyAndValue({
  name: 'SetSchemaMetadata',
  config: {
    'schema.name': string({ doc: 'The name to give.', optional: true, importance: 'high' }),
    'schema.version': int({ doc: 'The version to give.', optional: true, importance: 'high' }),
    ...replaceNull,
  },
  validate: config =>
    config['schema.name'] === undefined && config['schema.version'] === undefined
      ? [{ key: 'schema.name', message: 'is missing, and so is schema.version: one of them is needed' }]
      : [],
  create(config, subject) {
    const { 'schema.name': name, 'schema.version': version } = config
    const renamed = madeOnce(
      (schema): Schema => ({
        ...schema,
        ...(name !== undefined && { name }),
        ...(version !== undefined && { version }),
      }),
    )
    return data => {
      if (data.value === null && data.schema === null) return data
      if (data.schema === null) return refuse(subject, `needs a schema, but the ${subject.part} has none`)
      const schema = renamed(data.schema)
      if (schema.type !== 'struct' || data.value === null) return { schema, value: data.value }
      return ofFields(fieldsOf(data, subject, config['replace.null.with.default']), schema, data.value)
    }
  },
})
