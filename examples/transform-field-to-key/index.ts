import { ConnectError, defineTransform, type Schema, string } from 'psconnect/plugin'

/** Makes a field of the value the key: with orderingKeySource=key, Pub/Sub then delivers what has the same one in order. */
export default defineTransform({
  name: 'field-to-key',
  config: {
    field: string({
      doc: 'The field, with a dot between the names of one inside another: diaSource.diaObjectId.',
      problem: text => (text.split('.').includes('') ? 'must be names with a dot between them' : undefined),
    }),
  },
  // The value itself stays as it is: a converter need read no more of it than this, and its bytes can go out as they came in.
  valueNeeds: ({ field }) => [field.split('.')],
  create({ field }) {
    const path = field.split('.')
    return {
      apply(record) {
        const { schema, value } = record.value
        if (value === null) throw refused(field, 'the record has no value')
        return { ...record, key: { schema: schema && schemaAt(schema, path), value: valueAt(value, path) } }
      },
    }
  },
})

/** Null where something on the way is null: the record then has no key. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const name of path) {
    if (at === null) return null
    if (typeof at !== 'object' || !Object.hasOwn(at, name)) throw refused(path.join('.'), `the value has no ${name}`)
    at = (at as Readonly<Record<string, unknown>>)[name] ?? null
  }
  return at
}

function schemaAt(schema: Schema, path: readonly string[]): Schema {
  let at = schema
  for (const name of path) {
    const field = at.fields?.find(each => each.name === name)
    if (!field) throw refused(path.join('.'), `the schema has no ${name}`)
    at = field.schema
  }
  return at
}

const refused = (field: string, why: string): ConnectError =>
  new ConnectError('RECORD_REFUSED', `${field} cannot be the key: ${why}`)
