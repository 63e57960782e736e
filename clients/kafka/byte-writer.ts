/** Writes Kafka's big-endian integers and zigzag varints into a buffer of a size known beforehand, moving on. */
export class ByteWriter {
  readonly bytes: Buffer
  position = 0

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size)
  }

  int8(value: number): void {
    this.position = this.bytes.writeInt8(value, this.position)
  }

  int16(value: number): void {
    this.position = this.bytes.writeInt16BE(value, this.position)
  }

  int32(value: number): void {
    this.position = this.bytes.writeInt32BE(value, this.position)
  }

  int64(value: bigint): void {
    this.position = this.bytes.writeBigInt64BE(value, this.position)
  }

  varint(value: number): void {
    let rest = zigzag(value)
    for (; rest >= 0x80; rest >>>= 7) this.bytes[this.position++] = (rest & 0x7f) | 0x80
    this.bytes[this.position++] = rest
  }

  varlong(value: bigint): void {
    let rest = zigzag64(value)
    for (; rest >= 0x80n; rest >>= 7n) this.bytes[this.position++] = Number(rest & 0x7fn) | 0x80
    this.bytes[this.position++] = Number(rest)
  }

  /** With their length before them; null has the length -1. */
  bytesWithVarintLength(value: Uint8Array | null): void {
    this.varint(value === null ? -1 : value.length)
    if (value === null) return
    this.bytes.set(value, this.position)
    this.position += value.length
  }
}

export function sizeOfVarint(value: number): number {
  let size = 1
  for (let rest = zigzag(value); rest >= 0x80; rest >>>= 7) size++
  return size
}

export function sizeOfVarlong(value: bigint): number {
  let size = 1
  for (let rest = zigzag64(value); rest >= 0x80n; rest >>= 7n) size++
  return size
}

const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0
const zigzag64 = (value: bigint): bigint => BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
