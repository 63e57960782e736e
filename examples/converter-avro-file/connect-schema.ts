import avro from 'avsc'
import type { Schema } from 'psconnect/plugin'

/** What transforms and sinks are told of a value that this Avro type was read with. Throws where they cannot be told. */
export function connectSchema(type: avro.Type, inside: readonly avro.Type[] = []): Schema {
  if (inside.includes(type)) throw new Error(`${type.name ?? type.typeName} contains itself`)
  const parts = (part: avro.Type): Schema => connectSchema(part, [...inside, type])
  if (type instanceof avro.types.UnwrappedUnionType) return optional(type.types, parts)
  if (type instanceof avro.types.RecordType) {
    const fields = type.fields.map(field => ({ name: field.name, schema: parts(field.type) }))
    return { type: 'struct', optional: false, ...named(type), fields }
  }
  if (type instanceof avro.types.ArrayType) return { type: 'array', optional: false, items: parts(type.itemsType) }
  const plain = plainTypes[type.typeName]
  if (plain === undefined) throw new Error(`the type ${type.typeName} is not read here`)
  return { type: plain, optional: false, ...named(type) }
}

/** A union that is more than "this or null" has no place in a schema of Kafka Connect's. */
function optional(branches: readonly avro.Type[], schemaOf: (type: avro.Type) => Schema): Schema {
  const others = branches.filter(({ typeName }) => typeName !== 'null')
  const [only] = others
  if (!only || others.length > 1 || branches.length !== 2) throw new Error('a union must be of null and one other type')
  return { ...schemaOf(only), optional: true }
}

const named = ({ name }: avro.Type): { readonly name?: string } => (name === undefined ? {} : { name })

/** Without maps: ZTF's alerts have none. */
const plainTypes: Readonly<Record<string, Schema['type']>> = {
  boolean: 'boolean',
  int: 'int32',
  long: 'int64',
  'abstract:long': 'int64',
  float: 'float32',
  double: 'float64',
  string: 'string',
  enum: 'string',
  bytes: 'bytes',
  fixed: 'bytes',
}
