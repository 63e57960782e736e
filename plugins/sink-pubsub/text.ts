import { isUtf8 } from 'node:buffer'
import { javaNumber, type Schema } from 'psconnect/plugin'

/** A value has no form that a message could hold. The message says what and why. */
export class Unmappable extends Error {}

/** Attributes are text. Google's connector writes an object's hash for bytes, which nobody can have come to rely on. */
export const textOfBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(isUtf8(bytes) ? 'utf8' : 'base64')

/** A value as Java's toString writes it, which is how Google's connector makes text of what is none. Throws Unmappable. */
export function textOf(value: unknown, schema: Schema | null): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return javaNumber(value, schema?.type)
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'object') return textOfObject(value, schema)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  throw new Unmappable(`a ${typeof value} has no text`)
}

function textOfObject(value: object, schema: Schema | null): string {
  if (value instanceof Uint8Array) return textOfBytes(value)
  if (value instanceof Date) return textOfDate(value)
  if (Array.isArray(value)) return `[${value.map(item => textOf(item, schema?.items ?? null)).join(', ')}]`
  if (schema?.type === 'struct') throw new Unmappable('a struct has no text')
  return textOfMap(value, schema)
}

/** The same, for what the message of an error calls `what`. */
export function attributeOf(what: string, value: unknown, schema: Schema | null): string {
  try {
    return textOf(value, schema)
  } catch (error) {
    throw error instanceof Unmappable ? new Unmappable(`its ${what} cannot be an attribute: ${error.message}`) : error
  }
}

/** A map's entries, whether it is a Map or a plain object. */
export const entriesOf = (map: object): Iterable<[key: unknown, value: unknown]> =>
  map instanceof Map ? map : Object.entries(map)

function textOfMap(map: object, schema: Schema | null): string {
  const pairs = Array.from(
    entriesOf(map),
    ([key, value]) => `${textOf(key, null)}=${textOf(value, schema?.items ?? null)}`,
  )
  return `{${pairs.join(', ')}}`
}

/** In UTC, where Java takes the time zone of its machine. */
function textOfDate(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ')
  return `${weekday} ${month} ${day} ${time} UTC ${year}`
}
