/** What Protocol Buffers writing takes here: length-delimited fields, and now and then a number. */

/** The tag of a length-delimited field with a number below 16. */
export const tagOf = (field: number): number => (field << 3) | 2

export function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++
  return size
}

/** Writes at `at`; gives the position after it. */
export function writeVarint(target: Uint8Array, value: number, at: number): number {
  let position = at
  let rest = value
  for (; rest > 127; rest >>>= 7) target[position++] = (rest & 0x7f) | 0x80
  target[position++] = rest
  return position
}

/** How many bytes a length-delimited field takes: tag, length, content. */
export const fieldSize = (length: number): number => 1 + varintSize(length) + length

/** One text field, whole. */
export function textField(field: number, text: string): Buffer {
  const length = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(fieldSize(length))
  bytes[0] = tagOf(field)
  bytes.write(text, writeVarint(bytes, length, 1))
  return bytes
}

/** One field that is a number from 0 on. */
export function numberField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(1 + varintSize(value))
  // A tag says how the field is written, too: 2 as `tagOf` has it is length-delimited, 0 a number.
  bytes[0] = tagOf(field) & ~7
  writeVarint(bytes, value, 1)
  return bytes
}

/** One field that is a message, of these fields. */
export function messageField(field: number, fields: readonly Uint8Array[]): Buffer {
  const length = fields.reduce((sum, { length: own }) => sum + own, 0)
  const head = Buffer.alloc(1 + varintSize(length))
  head[0] = tagOf(field)
  writeVarint(head, length, 1)
  return Buffer.concat([head, ...fields])
}

/** Where the first `count` fields of a message end: length-delimited ones, known to be whole. */
export function endOfFields(bytes: Uint8Array, count: number): number {
  let at = 0
  for (let left = count; left > 0; left--) at = endOfField(bytes, at)
  return at
}

function endOfField(bytes: Uint8Array, start: number): number {
  let length = 0
  let at = start + 1
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++] ?? 0
    length += (byte & 0x7f) * factor
    if (byte < 128) return at + length
  }
}

/** How often a length-delimited field with this number stands in a message; -1 if it cannot be read. */
export function countFields(bytes: Uint8Array, field: number): number {
  let count = 0
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at++] ?? 0
    if ((tag & 7) !== 2 || tag > 127) return -1
    let length = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]
      if (byte === undefined) return -1
      length += (byte & 0x7f) * factor
      if (byte < 128) break
    }
    at += length
    if (tag === tagOf(field)) count++
  }
  return at === bytes.length ? count : -1
}
