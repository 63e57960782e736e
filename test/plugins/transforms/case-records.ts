import type { ConnectRecord, SchemaAndValue } from '../../../runtime/api/record.ts'
import { logicalNames, type Schema } from '../../../runtime/api/schema.ts'

/** A record of test/cases/transforms, as cases.json and kafka.json write it: TransformCases.java says how. */
export interface CaseRecord {
  readonly topic: string
  readonly timestamp?: string
  readonly key?: CaseData
  readonly value?: CaseData
  readonly headers?: readonly { readonly key: string; readonly value: CaseData }[]
}

export interface CaseData {
  readonly schema: Schema | null
  readonly value: unknown
}

const none: CaseData = { schema: null, value: null }

export function readRecord({ topic, timestamp, key = none, value = none, headers = [] }: CaseRecord): ConnectRecord {
  const time = timestamp === undefined ? null : BigInt(timestamp)
  return {
    topic,
    timestamp: time,
    key: readData(key),
    value: readData(value),
    headers: headers.map(header => ({ key: header.key, value: readData(header.value) })),
    original: { topic, partition: 3, offset: 42n, timestamp: time, key: null, value: null, headers: [] },
  }
}

export const writeRecord = ({ topic, timestamp, key, value, headers }: ConnectRecord): CaseRecord => ({
  topic,
  ...(timestamp !== null && { timestamp: String(timestamp) }),
  key: writeData(key),
  value: writeData(value),
  headers: headers.map(header => ({ key: header.key, value: writeData(header.value) })),
})

const schemas = new Map<string, Schema>()

/** One object for each schema, as converters give it. What cases leave out is not optional. */
function readSchema(schema: Schema): Schema {
  const text = JSON.stringify(schema)
  const known = schemas.get(text)
  if (known) return known
  const { fields, items, default: given } = schema
  const read: Schema = {
    ...schema,
    optional: schema.optional ?? false,
    ...(fields && { fields: fields.map(field => ({ ...field, schema: readSchema(field.schema) })) }),
    ...(items && { items: readSchema(items) }),
    ...(given !== undefined && { default: readTyped(schema, given) }),
  }
  schemas.set(text, read)
  return read
}

const writeSchema = (schema: Schema): Schema => ({
  ...schema,
  ...(schema.fields && { fields: schema.fields.map(field => ({ ...field, schema: writeSchema(field.schema) })) }),
  ...(schema.items && { items: writeSchema(schema.items) }),
  ...(schema.default !== undefined && { default: writeTyped(schema, schema.default) }),
})

function readData({ schema, value }: CaseData): SchemaAndValue {
  return schema ? { schema: readSchema(schema), value: readTyped(schema, value) } : { schema, value: readPlain(value) }
}

const writeData = ({ schema, value }: SchemaAndValue): CaseData =>
  schema
    ? { schema: writeSchema(schema), value: value === null ? null : writeTyped(schema, value) }
    : { schema, value: writePlain(value) }

const times: readonly (string | undefined)[] = [logicalNames.date, logicalNames.time, logicalNames.timestamp]

function readTyped(schema: Schema, value: unknown): unknown {
  const { type, items, fields = [] } = schema
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return readScalar(schema, value as string | number | boolean)
  if (Array.isArray(value)) return value.map(item => items && readTyped(items, item))
  const given = new Map(Object.entries(value))
  if (type === 'map' && items) return new Map([...given].map(([key, item]) => [key, readTyped(items, item)]))
  return Object.fromEntries(fields.map(({ name, schema: own }) => [name, readTyped(own, given.get(name))]))
}

function readScalar({ type, name }: Schema, value: string | number | boolean): unknown {
  if (times.includes(name)) return new Date(Number(value))
  if (name === logicalNames.decimal) return value
  if (type === 'int64') return BigInt(value)
  if (type === 'float32') return Math.fround(Number(value))
  if (type === 'float64') return Number(value)
  return type === 'bytes' ? new Uint8Array(Buffer.from(String(value), 'base64')) : value
}

function writeTyped(schema: Schema, value: unknown): unknown {
  const { items, fields = [] } = schema
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(item => items && writeTyped(items, item))
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [key, items && writeTyped(items, item)]))
  if (value instanceof Date || typeof value !== 'object' || value === null) return writeScalar(value)
  const given = new Map(Object.entries(value))
  return Object.fromEntries(fields.map(({ name, schema: own }) => [name, writeTyped(own, given.get(name) ?? null)]))
}

function writeScalar(value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

function readPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(readPlain)
  const tagged = value as Readonly<Record<string, unknown>>
  if ('$long' in tagged) return BigInt(String(tagged['$long']))
  if ('$bytes' in tagged) return new Uint8Array(Buffer.from(String(tagged['$bytes']), 'base64'))
  if ('$date' in tagged) return new Date(Number(tagged['$date']))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readPlain(item)]))
}

function writePlain(value: unknown): unknown {
  if (typeof value === 'bigint') return { $long: String(value) }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map(writePlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writePlain(item)]))
}
