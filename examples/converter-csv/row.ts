import { ConnectError } from 'psconnect/plugin'

/** A field as it stands in a row, without its quotes. */
export interface Field {
  /** Null where there is nothing, not even quotes. */
  readonly text: string | null
  /** Of its first byte, its quote if it has one. */
  readonly position: number
}

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * The fields of the one row that these bytes are, as RFC 4180 has them; the end of its line may be left out. Throws RECORD_UNREADABLE.
 * All that counts is ASCII, so bytes are looked at one by one: in UTF-8 no other character has such bytes.
 */
export function splitRow(bytes: Uint8Array, delimiter: string): readonly Field[] {
  const between = delimiter.charCodeAt(0)
  const fields: Field[] = []
  let position = 0
  for (;;) {
    const end = bytes[position] === quote ? endOfQuoted(bytes, position) : endOfPlain(bytes, position, between)
    fields.push({ text: textOf(bytes.subarray(position, end), position), position })
    if (bytes[end] !== between) {
      checkEnd(bytes, end)
      return fields
    }
    position = end + 1
  }
}

/** The text as a field: null as nothing, and in quotes what could be taken for something else. */
export function quoted(text: string | null, delimiter: string): string {
  if (text === null) return ''
  const plain = text !== '' && !text.includes(delimiter) && !/["\r\n]/.test(text)
  return plain ? text : `"${text.replaceAll('"', '""')}"`
}

function endOfPlain(bytes: Uint8Array, start: number, between: number): number {
  let end = start
  for (; end < bytes.length; end++) {
    const byte = bytes[end]
    if (byte === quote) throw unreadable('a quote stands in a field that does not begin with one', end)
    if (byte === between || byte === lineFeed || byte === carriageReturn) break
  }
  return end
}

/** Two quotes stand for one. */
function endOfQuoted(bytes: Uint8Array, start: number): number {
  let end = bytes.indexOf(quote, start + 1)
  while (end !== -1 && bytes[end + 1] === quote) end = bytes.indexOf(quote, end + 2)
  if (end === -1) throw unreadable('the quote that a field begins with is never closed', start)
  return end + 1
}

/** Nothing may follow the last field but the end of a line. */
function checkEnd(bytes: Uint8Array, end: number): void {
  const first = bytes[end] === carriageReturn ? end + 1 : end
  if (end === bytes.length || (bytes[first] === lineFeed && first + 1 === bytes.length)) return
  const isLine = bytes[end] === lineFeed || bytes[end] === carriageReturn
  throw unreadable(isLine ? 'a record must be one row' : 'a quoted field goes on after its quote', end)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(field: Uint8Array, position: number): string | null {
  if (field.length === 0) return null
  try {
    const text = utf8.decode(field)
    return field[0] === quote ? text.slice(1, -1).replaceAll('""', '"') : text
  } catch (cause) {
    throw new ConnectError('RECORD_UNREADABLE', 'a field is not UTF-8', { cause, position })
  }
}

/** `position` is the byte at which reading failed. */
export const unreadable = (why: string, position: number): ConnectError =>
  new ConnectError('RECORD_UNREADABLE', why, { position })
