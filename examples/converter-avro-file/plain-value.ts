import avro from 'avsc'

/** avsc makes a class for each record type; the host and the plugins after this one are promised plain objects. */
export function plainValue(type: avro.Type, value: unknown): unknown {
  if (value === null) return null
  if (type instanceof avro.types.UnwrappedUnionType) {
    const other = type.types.find(({ typeName }) => typeName !== 'null')
    return other && plainValue(other, value)
  }
  if (type instanceof avro.types.ArrayType) return (value as unknown[]).map(item => plainValue(type.itemsType, item))
  if (!(type instanceof avro.types.RecordType)) return value
  const record = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(type.fields.map(field => [field.name, plainValue(field.type, record[field.name])]))
}
