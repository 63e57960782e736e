import avro from 'avsc'

/** avsc's own longs stop at 2^53. */
// oxlint-disable-next-line no-underscore-dangle -- the name avsc gives it
const bigintLong = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer): bigint => bytes.readBigInt64LE(),
  toBuffer: (value: bigint): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(value)
    return bytes
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown): boolean => typeof value === 'bigint',
  compare: (left: bigint, right: bigint): number => Number(left > right) - Number(left < right),
})

/** What another implementation makes of a schema; values of unions are objects with the branch's name. */
export const avscType = (json: unknown): avro.Type =>
  avro.Type.forSchema(json as Parameters<typeof avro.Type.forSchema>[0], {
    registry: { long: bigintLong },
    wrapUnions: 'always',
  })
