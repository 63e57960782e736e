import type { Converter, Origin } from '../../api/converter.ts'
import { ConnectError } from '../../api/errors.ts'
import { jsonWriter } from '../../api/json/index.ts'
import type { ConsumerRecord, SchemaAndValue } from '../../api/record.ts'
import { CommandFailed } from '../command.ts'
import { describeError } from './describe-error.ts'
import type { Payload } from './payloads.ts'

/** What became of a payload. */
export type Outcome = Converted | Failed

export interface Converted {
  readonly payload: Payload
  readonly data: SchemaAndValue
  /** Of the value, whole. */
  readonly json: Uint8Array
}

export interface Failed {
  readonly payload: Payload
  readonly error: unknown
}

export const isConverted = (outcome: Outcome): outcome is Converted => 'data' in outcome

/** All payloads are of one topic. Rejects with a CommandFailed where the converter cannot be prepared for any of them. */
export async function convertAll(
  converter: Converter,
  payloads: readonly Payload[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const origin: Origin = { topic: payloads[0]?.topic ?? '', part: 'value' }
  try {
    await converter.prepareDecode?.(payloads.map(recordOf), origin, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new CommandFailed(`prepareDecode, which a task cannot go on without, failed with ${describeError(error)}`)
  }
  return payloads.map(payload => convert(converter, payload, origin))
}

const recordOf = ({ topic, bytes }: Payload): ConsumerRecord => ({
  topic,
  partition: 0,
  offset: 0n,
  timestamp: null,
  key: null,
  value: bytes,
  headers: [],
})

function convert(converter: Converter, payload: Payload, origin: Origin): Outcome {
  try {
    const data = payload.bytes === null ? nothing : checked(converter.decode(withinMore(payload.bytes), origin))
    return { payload, data, json: writeJson(data) }
  } catch (error) {
    return { payload, error }
  }
}

/**
 * As in a stream, where a payload is a part of what was fetched: a converter that reads its `buffer` from the start must not seem to work.
 */
function withinMore(bytes: Uint8Array): Uint8Array {
  const all = Buffer.alloc(around + bytes.length + around, 0xee)
  all.set(bytes, around)
  return all.subarray(around, around + bytes.length)
}

const around = 16

const nothing: SchemaAndValue = { schema: null, value: null }

/** Nothing is left out, and a value that does not fit its schema is refused. */
const writeJson = jsonWriter({ nonFinite: 'string' })

function checked(data: unknown): SchemaAndValue {
  if (typeof data === 'object' && data !== null && 'value' in data && 'schema' in data) return data as SchemaAndValue
  const found = data instanceof Promise ? 'a Promise: decode must not wait, only prepareDecode may' : describe(data)
  throw new ConnectError('RECORD_UNREADABLE', `decode must return { schema, value }, found ${found}`)
}

function describe(data: unknown): string {
  if (data === undefined || data === null) return String(data)
  if (typeof data !== 'object') return `a ${typeof data}`
  return Array.isArray(data) ? 'an array' : `an object with ${Object.keys(data).join(', ') || 'nothing in it'}`
}
