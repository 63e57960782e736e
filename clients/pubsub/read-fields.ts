/** What a field of a protobuf message holds: a number, or the bytes of a text, of bytes or of another message. */
export type FieldValue = bigint | Uint8Array

/** The fields of a serialised protobuf message, in their order, by their numbers. Throws a RangeError where the bytes are none. */
export function* readFields(message: Uint8Array): Generator<readonly [field: number, value: FieldValue]> {
  for (let at = 0; at < message.length; ) {
    const [tag, start] = varint(message, at)
    const field = Number(tag >> 3n)
    const [value, end] = readValue(message, start, Number(tag & 7n))
    at = end
    yield [field, value]
  }
}

export function bytesOf(value: FieldValue): Uint8Array {
  if (typeof value === 'bigint') throw new RangeError('a field is a number')
  return value
}

export function textOf(value: FieldValue): string {
  const { buffer, byteOffset, byteLength } = bytesOf(value)
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}

/** Of an entry of a map between texts: key = 1, value = 2. */
export function textEntry(entry: FieldValue): [key: string, value: string] {
  const texts = new Map(Array.from(readFields(bytesOf(entry)), ([field, value]) => [field, textOf(value)]))
  return [texts.get(1) ?? '', texts.get(2) ?? '']
}

function readValue(message: Uint8Array, start: number, wireType: number): readonly [FieldValue, number] {
  if (wireType === 0) return varint(message, start)
  const [length, begin] = wireType === 2 ? varint(message, start) : [fixedLength(wireType), start]
  const end = begin + Number(length)
  if (end > message.length) throw new RangeError('a field is longer than its message')
  return [message.subarray(begin, end), end]
}

function fixedLength(wireType: number): bigint {
  if (wireType === 1) return 8n
  if (wireType === 5) return 4n
  throw new RangeError(`there are no fields of the wire type ${wireType}`)
}

function varint(message: Uint8Array, start: number): readonly [bigint, number] {
  let value = 0n
  for (let at = start; at < start + 10; at++) {
    const byte = message[at]
    if (byte === undefined) throw new RangeError('a number is cut off')
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start))
    if (byte < 128) return [value, at + 1]
  }
  throw new RangeError('a number has more than ten bytes')
}
