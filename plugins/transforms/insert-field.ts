import { type ConfigOf, type ConnectRecord, logicalNames, type Schema, string } from 'psconnect/plugin'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import { keyAndValue } from './key-or-value.ts'
import { distinct, madeOnce, withFields } from './schemas.ts'

/** A field to insert, as the configuration says it: `name`, `name?`, or `name!` where its schema is not to be optional. */
interface Insertion {
  readonly name: string
  readonly schema: Schema
  /** Undefined where the record has none: then the field is not set. */
  readonly read: (record: ConnectRecord, withSchema: boolean) => unknown
}

const suffix = 'A ! behind the name makes it required in the schema, a ? or nothing optional.'
const fieldFor = (what: string) => string({ doc: `Name of the field for ${what}. ${suffix}`, optional: true })

const spec = {
  'topic.field': fieldFor('the topic'),
  'partition.field': fieldFor('the partition'),
  'offset.field': fieldFor('the offset'),
  'timestamp.field': fieldFor('the time of the record'),
  'static.field': fieldFor('a fixed text'),
  'static.value': string({ doc: 'The fixed text.', optional: true }),
  ...replaceNull,
}

/** Adds fields with what is known of a record, or with a fixed text. */
export const insertField = keyAndValue({
  name: 'InsertField',
  config: spec,
  validate: config => {
    if (insertionsOf(config).length === 0)
      return [{ key: 'topic.field', message: 'is missing, and so are all others that name a field to insert' }]
    return config['static.field'] !== undefined && config['static.value'] === undefined
      ? [{ key: 'static.value', message: 'is missing: it is what static.field is set to' }]
      : []
  },
  create(config, subject) {
    const insertions = insertionsOf(config)
    const updated = madeOnce(schema => {
      const added = insertions.map(({ name, schema: own }) => ({ name, schema: own }))
      return withFields(schema, distinct([...(schema.fields ?? []), ...added], subject))
    })
    return (data, record) => {
      if (data.value === null) return data
      const fields = fieldsOf(data, subject, config['replace.null.with.default'])
      for (const { name, read } of insertions) {
        const value = read(record, data.schema !== null)
        if (value !== undefined) fields.set(name, value)
      }
      return ofFields(fields, data.schema && updated(data.schema), data.value)
    }
  },
})

function insertionsOf(config: ConfigOf<typeof spec>): readonly Insertion[] {
  return [
    insertion(config['topic.field'], { type: 'string' }, ({ topic }) => topic),
    insertion(config['partition.field'], { type: 'int32' }, ({ original }) => original.partition),
    insertion(config['offset.field'], { type: 'int64' }, ({ original }) => original.offset),
    insertion(config['timestamp.field'], { type: 'int64', name: logicalNames.timestamp, version: 1 }, timeOf),
    insertion(config['static.field'], { type: 'string' }, () => config['static.value']),
  ].filter(each => each !== undefined)
}

function insertion(
  text: string | undefined,
  schema: Omit<Schema, 'optional'>,
  read: Insertion['read'],
): Insertion | undefined {
  if (text === undefined) return undefined
  return { name: text.replace(/[?!]$/, ''), schema: { ...schema, optional: !text.endsWith('!') }, read }
}

/** A date where a schema says that it is one, else milliseconds, as in Kafka Connect. */
function timeOf({ timestamp }: ConnectRecord, withSchema: boolean): unknown {
  if (timestamp === null) return undefined
  return withSchema ? new Date(Number(timestamp)) : timestamp
}
