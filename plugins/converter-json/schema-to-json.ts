import { ConnectError, type JsonWriter, type Schema } from 'psconnect/plugin'
import { typeNames } from './type-names.ts'

/** A schema as Kafka Connect's JSON has it, its members in the same order. `write` writes defaults. */
export function schemaToJson(schema: Schema, write: JsonWriter, around: readonly Schema[] = []): string {
  return `{${membersOf(schema, write, around).join(',')}}`
}

function membersOf(schema: Schema, write: JsonWriter, around: readonly Schema[]): string[] {
  if (around.includes(schema))
    throw new ConnectError(
      'RECORD_REFUSED',
      `the schema ${schema.name} contains itself, which the JSON of schemas cannot say`,
    )
  const inside = [...around, schema]
  const { type, optional, name, version, doc, parameters, default: instead } = schema
  return [
    `"type":"${typeNames[type]}"`,
    ...partsOf(schema, (part, field) => `{${[...membersOf(part, write, inside), ...field].join(',')}}`),
    `"optional":${optional}`,
    ...member('name', name),
    ...member('version', version),
    ...member('doc', doc),
    ...member('parameters', parameters),
    ...(instead === undefined || instead === null ? [] : [`"default":${text(write({ schema, value: instead }))}`]),
  ]
}

function partsOf(
  { type, items, keys, fields = [] }: Schema,
  json: (part: Schema, field: readonly string[]) => string,
): string[] {
  if (type === 'struct')
    return [`"fields":[${fields.map(({ name, schema }) => json(schema, member('field', name))).join(',')}]`]
  if (type === 'array' && items) return [`"items":${json(items, [])}`]
  if (type === 'map' && items) return [`"keys":${json(keys ?? textKeys, [])}`, `"values":${json(items, [])}`]
  return []
}

const textKeys: Schema = { type: 'string', optional: false }

const member = (name: string, value: unknown): string[] =>
  value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`]

const text = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString()
