import { ConnectError } from '../errors.ts'
import type { SchemaAndValue } from '../record.ts'
import { anyWriter } from './any-value.ts'
import { compiler } from './compile.ts'
import { Misfit } from './misfit.ts'
import type { JsonOptions } from './options.ts'
import { Output } from './output.ts'
import { writeSlot } from './slot.ts'

/** Turns a value into JSON, in memory that the caller may keep: its own, where there is no `room`. */
export type JsonWriter = (data: Pick<SchemaAndValue, 'schema' | 'value'>) => Uint8Array

const out = new Output()
/** Of what is nested more deeply, the beginning will do. */
const longestPath = 300

/**
 * UTF-8 without blanks. With a schema: its fields in its order, numbers with all of their digits and no more, bytes in base64, a map with
 * text for keys as an object and any other as an array of pairs, dates as days, times and timestamps as milliseconds. Without one,
 * whatever JavaScript has is written by the same rules.
 * Throws RECORD_REFUSED where a value does not fit its schema, which names the path, and beyond `maxBytes`, which names both sizes.
 */
export function jsonWriter(options: JsonOptions = {}): JsonWriter {
  const { maxBytes = Number.POSITIVE_INFINITY, room = ownMemory } = options
  const slotOf = compiler(options)
  const writeAny = anyWriter(options)
  return ({ schema, value }) => {
    out.start(maxBytes)
    try {
      if (schema) writeSlot(out, slotOf(schema), value)
      else writeAny(out, value)
    } catch (error) {
      throw refusal(error)
    }
    if (out.size > maxBytes) throw tooLarge(out.size, maxBytes)
    return out.take(room)
  }
}

const ownMemory = (bytes: number): Uint8Array => Buffer.allocUnsafeSlow(bytes)

function refusal(error: unknown): unknown {
  if (!(error instanceof Misfit)) return error
  const path = error.path.replace(/^\./, '').slice(0, longestPath)
  const place = path === '' ? '' : `at ${path}, `
  return new ConnectError('RECORD_REFUSED', `the value cannot be written as JSON: ${place}${error.message}`)
}

const tooLarge = (size: number, limit: number): ConnectError =>
  new ConnectError('RECORD_REFUSED', `as JSON the value has ${size} bytes, and the limit is ${limit}`)
