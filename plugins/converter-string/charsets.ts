import { isAscii, isUtf8 } from 'node:buffer'

/** A character set that every Java has. */
export interface Charset {
  readonly name: string
  /** Undefined where the bytes are no text of it. */
  readonly decode: (bytes: Buffer) => string | undefined
  /** Gives bytes that `decode` does not turn back into the text where it has not all of its characters. */
  readonly encode: (text: string) => Buffer
}

const charsets: readonly Charset[] = [
  {
    name: 'UTF-8',
    decode: bytes => (isUtf8(bytes) ? bytes.toString('utf8') : undefined),
    encode: text => Buffer.from(text, 'utf8'),
  },
  {
    name: 'US-ASCII',
    decode: bytes => (isAscii(bytes) ? bytes.toString('latin1') : undefined),
    encode: text => Buffer.from(text, 'latin1'),
  },
  { name: 'ISO-8859-1', decode: bytes => bytes.toString('latin1'), encode: text => Buffer.from(text, 'latin1') },
  { name: 'UTF-16LE', decode: littleEndian, encode: text => Buffer.from(text, 'utf16le') },
  { name: 'UTF-16BE', decode: bigEndian, encode: text => Buffer.from(text, 'utf16le').swap16() },
  { name: 'UTF-16', decode: byItsMark, encode: text => Buffer.from(`\ufeff${text}`, 'utf16le').swap16() },
]

export const charsetNames: readonly string[] = charsets.map(({ name }) => name)

/** By its name however it is written: UTF8, utf-8, ISO8859_1. */
export const charsetOf = (name: string): Charset | undefined =>
  charsets.find(charset => bare(charset.name) === bare(name))

const bare = (name: string): string => name.toUpperCase().replaceAll(/[-_]/g, '')

function littleEndian(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf16le')
  return bytes.length % 2 === 0 && text.isWellFormed() ? text : undefined
}

function bigEndian(bytes: Buffer): string | undefined {
  return bytes.length % 2 === 0 ? littleEndian(Buffer.from(bytes).swap16()) : undefined
}

/** As Java does: the first character may say which byte of each comes first; without it, it is the larger. */
function byItsMark(bytes: Buffer): string | undefined {
  const mark = bytes.toString('hex', 0, 2)
  if (mark === 'fffe') return littleEndian(bytes.subarray(2))
  return bigEndian(mark === 'feff' ? bytes.subarray(2) : bytes)
}
