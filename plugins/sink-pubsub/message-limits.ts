import { Unmappable } from './text.ts'

/** Pub/Sub's limits. Its emulator does not hold to them. */
export const MAX_MESSAGE_BYTES = 10_000_000
export const MAX_ATTRIBUTES = 100
const MAX_NAME_BYTES = 256
const MAX_VALUE_BYTES = 1_024
/** Names with it are Google's own. */
const RESERVED = 'goog'

/** Throws Unmappable unless a message may have these. */
export function checkAttributes(attributes: ReadonlyMap<string, string>): void {
  if (attributes.size > MAX_ATTRIBUTES)
    throw new Unmappable(`it has ${attributes.size} attributes, Pub/Sub takes at most ${MAX_ATTRIBUTES}`)
  for (const [name, value] of attributes) {
    const fault = faultOf(name, value)
    if (fault) throw new Unmappable(`its attribute ${shown(name)} does not fit: ${fault}`)
  }
}

/** Why Pub/Sub takes no message with such an attribute, or undefined when it does. */
export function faultOf(name: string, value: string): string | undefined {
  if (name === '') return 'its name is empty'
  if (name.startsWith(RESERVED)) return `its name begins with ${RESERVED}, which Google keeps for itself`
  const nameBytes = Buffer.byteLength(name)
  if (nameBytes > MAX_NAME_BYTES) return tooLong('name', nameBytes, MAX_NAME_BYTES)
  return valueFault(Buffer.byteLength(value))
}

export const valueFault = (bytes: number): string | undefined =>
  bytes > MAX_VALUE_BYTES ? tooLong('value', bytes, MAX_VALUE_BYTES) : undefined

/** A name, as a line of the log may hold it. */
export const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)

const tooLong = (what: string, bytes: number, limit: number): string =>
  `its ${what} takes ${bytes} bytes, Pub/Sub takes at most ${limit}`

/** As much of an attribute's value as Pub/Sub takes, in whole characters. */
export function cutToFit(value: string): string {
  const bytes = Buffer.from(value)
  let end = MAX_VALUE_BYTES
  // Within a character, a byte of UTF-8 begins with the bits 10.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
