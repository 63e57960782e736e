import type { Schema } from 'psconnect/plugin'
import type { Subject } from './key-or-value.ts'
import { refuse } from './refuse.ts'

/** Makes of each schema another one, once: records that shared the one share the other. */
export function madeOnce<T extends object>(make: (schema: Schema) => T): (schema: Schema) => T {
  const made = new WeakMap<Schema, T>()
  return schema => {
    const known = made.get(schema)
    if (known) return known
    const fresh = make(schema)
    made.set(schema, fresh)
    return fresh
  }
}

type Fields = NonNullable<Schema['fields']>

/** A struct with other fields that is called as this one. As in Kafka Connect, it is neither optional nor has it a default. */
export const withFields = (schema: Schema, fields: Fields): Schema => ({
  ...basicsOf(schema),
  type: 'struct',
  optional: false,
  fields,
})

/** The same fields; refused where two have one name, as in Kafka Connect. */
export function distinct(fields: Fields, subject: Subject): Fields {
  const names = new Set<string>()
  for (const { name } of fields) {
    if (names.has(name)) refuse(subject, `would make two fields called ${name} of the ${subject.part}`)
    names.add(name)
  }
  return fields
}

/** What a schema says beside its type. */
export function basicsOf({
  name,
  version,
  doc,
  parameters,
}: Schema): Pick<Schema, 'name' | 'version' | 'doc' | 'parameters'> {
  return {
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    ...(doc !== undefined && { doc }),
    ...(parameters !== undefined && { parameters }),
  }
}

/** The schemas of a struct's fields, by name. */
export const fieldSchemas = madeOnce(
  ({ fields = [] }): ReadonlyMap<string, Schema> => new Map(fields.map(({ name, schema }) => [name, schema])),
)
