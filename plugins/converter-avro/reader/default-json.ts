import { logicalNames, type Schema } from 'psconnect/plugin'
import { avroNames } from './connect-properties.ts'
import { decimalBytes } from './decimal.ts'
import type { Json } from './json.ts'

/** A schema's default value as Avro's JSON writes it. Undefined where it has none, or one that JSON cannot write, such as NaN. */
export function defaultJson(schema: Schema): Json | undefined {
  const json = schema.default === undefined ? undefined : valueJson(schema, schema.default)
  return json === null ? undefined : json
}

function valueJson(schema: Schema, value: unknown): Json | undefined {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'bigint' || typeof value === 'boolean') return value
  if (typeof value === 'string') return schema.name === logicalNames.decimal ? decimalJson(schema, value) : value
  return objectJson(schema, value)
}

function objectJson(schema: Schema, value: unknown): Json | undefined {
  if (value instanceof Uint8Array) return latin1(value)
  if (value instanceof Date) return value.getTime() / (schema.name === logicalNames.date ? 86_400_000 : 1)
  if (Array.isArray(value)) return whole(value.map(item => valueJson(schema.items ?? schema, item)))
  if (value instanceof Map) return mapJson(schema, value)
  return schema.name === avroNames.union ? undefined : structJson(schema, value as Readonly<Record<string, unknown>>)
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

function decimalJson({ parameters = {} }: Schema, value: string): Json | undefined {
  const size = parameters[avroNames.fixedSize]
  const bytes = decimalBytes(value, Number(parameters['scale']), size === undefined ? undefined : Number(size))
  return bytes && latin1(bytes)
}

function mapJson({ keys, items }: Schema, value: ReadonlyMap<unknown, unknown>): Json | undefined {
  if (items === undefined || (keys?.type ?? 'string') !== 'string' || keys?.optional === true) return undefined
  const texts = whole([...value.values()].map(item => valueJson(items, item)))
  return texts && Object.fromEntries([...value.keys()].map((key, index) => [String(key), texts[index] ?? null]))
}

function structJson({ fields = [] }: Schema, value: Readonly<Record<string, unknown>>): Json | undefined {
  const texts = whole(fields.map(field => valueJson(field.schema, value[field.name])))
  return texts && Object.fromEntries(fields.map((field, index) => [field.name, texts[index] ?? null]))
}

function whole(parts: readonly (Json | undefined)[]): readonly Json[] | undefined {
  return parts.every(part => part !== undefined) ? parts : undefined
}
