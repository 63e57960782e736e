import avro from 'avsc'

/** avsc's own longs stop at 2^53, and ids of alerts do not. */
// oxlint-disable-next-line no-underscore-dangle -- the name avsc gives it
export const exactLong = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer): bigint => bytes.readBigInt64LE(),
  toBuffer(value: bigint): Buffer {
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeBigInt64LE(value)
    return bytes
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown): boolean => typeof value === 'bigint',
  compare: (left: bigint, right: bigint): number => Number(left > right) - Number(left < right),
})
