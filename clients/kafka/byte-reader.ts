/** Reads Kafka's big-endian integers and zigzag varints from a buffer, moving on. Reading past the end throws a RangeError. */
export class ByteReader {
  readonly bytes: Buffer
  position = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get remaining(): number {
    return this.bytes.length - this.position
  }

  skip(bytes: number): void {
    this.position += bytes
  }

  int16(): number {
    const value = this.bytes.readInt16BE(this.position)
    this.position += 2
    return value
  }

  int32(): number {
    const value = this.bytes.readInt32BE(this.position)
    this.position += 4
    return value
  }

  int64(): bigint {
    const value = this.bytes.readBigInt64BE(this.position)
    this.position += 8
    return value
  }

  varint(): number {
    let shift = 0
    let value = 0
    let byte: number
    do {
      byte = this.bytes.readUInt8(this.position++)
      value |= (byte & 0x7f) << shift
      shift += 7
    } while (byte >= 0x80)
    return (value >>> 1) ^ -(value & 1)
  }

  varlong(): bigint {
    const start = this.position
    while (this.bytes.readUInt8(this.position) >= 0x80) this.position++
    this.position++
    // Four bytes hold 28 bits, so most deltas never need a bigint loop.
    if (this.position - start <= 4) {
      this.position = start
      return BigInt(this.varint())
    }
    let value = 0n
    for (let i = this.position - 1; i >= start; i--) value = (value << 7n) | BigInt(this.bytes.readUInt8(i) & 0x7f)
    return (value >> 1n) ^ -(value & 1n)
  }

  /** A view, or null where the length is -1. */
  bytesWithVarintLength(): Buffer | null {
    const length = this.varint()
    if (length < 0) return null
    if (length > this.remaining) throw new RangeError(`${length} bytes announced, ${this.remaining} left`)
    const start = this.position
    this.position += length
    return this.bytes.subarray(start, this.position)
  }

  string(): string {
    const length = this.int16()
    const start = this.position
    this.position += Math.max(length, 0)
    return this.bytes.toString('utf8', start, this.position)
  }
}
