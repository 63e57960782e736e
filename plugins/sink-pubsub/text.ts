import { isUtf8 } from 'node:buffer'

/** Attributes are text. Google's connector writes an object's hash for bytes, which nobody can have come to rely on. */
export const textOfBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(isUtf8(bytes) ? 'utf8' : 'base64')

/** What a header is as an attribute: null where it has no value, undefined where it cannot be one. */
export function textOf(value: unknown): string | null | undefined {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return textOfBytes(value)
  return value === null || value === undefined ? null : undefined
}
