import type { ConnectRecord, SchemaAndValue } from '../record.ts'
import type { Schema } from '../schema.ts'

/** What matters of a record to a test; what is left out is null or empty. */
export interface RecordParts {
  readonly topic?: string
  readonly partition?: number
  readonly offset?: bigint
  /** Milliseconds since the epoch. */
  readonly timestamp?: bigint | null
  readonly key?: unknown
  readonly keySchema?: Schema
  readonly value?: unknown
  readonly valueSchema?: Schema
  /** By name; without a schema. */
  readonly headers?: Readonly<Record<string, unknown>>
}

/** A record as a transform or sink is given it. Keys and values that are bytes are also what was read of them. */
export function connectRecord(parts: RecordParts): ConnectRecord {
  const { topic = 'contract', partition = 0, offset = 0n, timestamp = null, key = null, value = null } = parts
  const headers = Object.entries(parts.headers ?? {}).map(([name, header]) => ({ key: name, value: data(header) }))
  return {
    topic,
    timestamp,
    key: data(key, parts.keySchema),
    value: data(value, parts.valueSchema),
    headers,
    original: {
      topic,
      partition,
      offset,
      timestamp,
      key: bytesOf(key),
      value: bytesOf(value),
      headers: headers.map(header => ({ key: header.key, value: bytesOf(header.value.value) })),
    },
  }
}

const data = (value: unknown, schema: Schema | null = null): SchemaAndValue => ({ schema, value })

const bytesOf = (value: unknown): Uint8Array | null => (value instanceof Uint8Array ? value : null)
