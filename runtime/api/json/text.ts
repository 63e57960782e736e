import type { Output } from './output.ts'

const quote = 34
const backslash = 92
const shortEscapes = new Map([
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [12, '\\f'],
  [13, '\\r'],
  [quote, '\\"'],
  [backslash, '\\\\'],
])

/** As UTF-8; a lone surrogate, which UTF-8 has not, is escaped. */
export function writeText(out: Output, text: string): void {
  const { length } = text
  out.need(length + 2)
  out.bytes[out.at++] = quote
  const end = writePlain(out, text)
  if (end < length) writeMixed(out, text, end)
  out.byte(quote)
}

export function writeBase64(out: Output, { buffer, byteOffset, byteLength }: Uint8Array): void {
  out.byte(quote)
  out.ascii(Buffer.from(buffer, byteOffset, byteLength).toString('base64'))
  out.byte(quote)
}

/** Writes printable ASCII up to what is none, and returns where that is. There is room. */
function writePlain(out: Output, text: string): number {
  const { bytes, at } = out
  const { length } = text
  let index = 0
  for (; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 || code > 126 || code === quote || code === backslash) break
    bytes[at + index] = code
  }
  out.at = at + index
  return index
}

function writeMixed(out: Output, text: string, from: number): void {
  for (let index = from; index < text.length; index++) {
    const code = text.codePointAt(index) as number
    if (code > 0xffff) index++
    out.need(6)
    if (code < 128) writeAscii(out, code)
    else if (code < 0x800) writeBytes(out, code, 2)
    else if (code >> 11 === 0x1b) out.ascii(escaped(code))
    else writeBytes(out, code, code > 0xffff ? 4 : 3)
  }
}

function writeAscii(out: Output, code: number): void {
  if (code >= 32 && code !== quote && code !== backslash) out.bytes[out.at++] = code
  else out.ascii(shortEscapes.get(code) ?? escaped(code))
}

const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

/** In UTF-8's form of this many bytes: the first says how many there are, each further one carries six bits. */
function writeBytes(out: Output, code: number, count: number): void {
  const { bytes, at } = out
  let rest = code
  for (let index = at + count - 1; index > at; index--) {
    bytes[index] = 0x80 | (rest & 0x3f)
    rest >>= 6
  }
  bytes[at] = ((0xf00 >> count) & 0xff) | rest
  out.at = at + count
}
