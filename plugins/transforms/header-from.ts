import { type ConnectRecord, defineTransform, list, oneOf, type SchemaAndValue } from 'psconnect/plugin'
import { notEmpty } from './config-checks.ts'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import type { Subject } from './key-or-value.ts'
import { refuse } from './refuse.ts'
import { fieldSchemas, madeOnce, withFields } from './schemas.ts'

interface Config {
  readonly fields: readonly string[]
  readonly headers: readonly string[]
  readonly operation: 'move' | 'copy'
  readonly 'replace.null.with.default': boolean
}

/** Makes headers of fields of a key or value. */
export const headerFrom = (['key', 'value'] as const).map(part => {
  const subject: Subject = { transform: part === 'key' ? 'HeaderFrom$Key' : 'HeaderFrom$Value', part }
  return defineTransform({
    name: subject.transform,
    config: {
      fields: list({ doc: 'Fields that become headers.', importance: 'high', problem: notEmpty }),
      headers: list({ doc: 'Names of the headers, in the order of fields.', importance: 'high', problem: notEmpty }),
      operation: oneOf(['move', 'copy'], {
        doc: 'move takes the fields out of the key or value, copy leaves them there.',
      }),
      ...replaceNull,
    },
    validate: ({ fields, headers }) =>
      fields.length === headers.length
        ? []
        : [{ key: 'headers', message: `must be as many as fields, which are ${fields.length}` }],
    ...(part === 'key' && { valueNeeds: () => 'nothing' as const }),
    create: config => ({ apply: headerMaker(config, subject) }),
  })
})

type Headers = ConnectRecord['headers']

function headerMaker(config: Config, subject: Subject): (record: ConnectRecord) => ConnectRecord {
  const { fields: names, headers: headerNames, operation } = config
  const remaining = madeOnce(schema =>
    withFields(schema, schema.fields?.filter(({ name }) => !names.includes(name)) ?? []),
  )
  const made = (fields: ReadonlyMap<string, unknown>, { schema }: SchemaAndValue): Headers => {
    const schemas = schema && fieldSchemas(schema)
    return names.map((name, index) => {
      if (schemas && !schemas.has(name)) refuse(subject, `finds no field ${name} in the ${subject.part}`)
      const value = { schema: schemas?.get(name) ?? null, value: fields.get(name) ?? null }
      return { key: headerNames[index] ?? name, value }
    })
  }
  return record => {
    const data = record[subject.part]
    const fields = fieldsOf(data, subject, config['replace.null.with.default'])
    const headers = [...record.headers, ...made(fields, data)]
    if (operation === 'copy') return { ...record, headers }
    for (const name of names) fields.delete(name)
    return { ...record, headers, [subject.part]: ofFields(fields, data.schema && remaining(data.schema), data.value) }
  }
}
