import avro from 'avsc'
import { type AvroType, match, type NamedType, type PrimitiveType } from './avro-type.ts'

/**
 * Names for avsc, which does the writing: the schema's own may be such that it refuses or loses them, and none is written. Likewise a map is
 * an array of keys with values for it, which has the same bytes: its objects would not keep the order of all keys.
 */
export const avscNames = {
  field: (index: number): string => `f${index}`,
  symbol: (index: number): string => `s${index}`,
}

type AvscSchema = Parameters<typeof avro.Type.forSchema>[0]

export class AvscTypes {
  readonly #names = new Map<NamedType, string>()
  #entries = 0

  /** A union's values are objects with one property, which is called what `branchName` gives. */
  compile(type: AvroType): avro.Type {
    return avro.Type.forSchema(this.#schema(type), { registry: { long: bigintLong }, wrapUnions: 'always' })
  }

  branchName(type: AvroType): string {
    if (type.kind === 'map') return 'array'
    return this.#names.get(type as NamedType) ?? type.kind
  }

  #schema(type: AvroType): AvscSchema {
    return match<AvroType, AvscSchema>(type, {
      null: kindOf,
      boolean: kindOf,
      int: kindOf,
      long: kindOf,
      float: kindOf,
      double: kindOf,
      bytes: kindOf,
      string: kindOf,
      array: ({ items }) => ({ type: 'array', items: this.#schema(items) }),
      map: ({ values }) => ({ type: 'array', items: this.#entry(values) }),
      union: ({ branches }) => branches.map(branch => this.#schema(branch)) as AvscSchema,
      fixed: fixed => this.#named(fixed, () => ({ size: fixed.size })),
      enum: choice =>
        this.#named(choice, () => ({ symbols: choice.symbols.map((_, index) => avscNames.symbol(index)) })),
      record: record =>
        this.#named(record, () => ({ fields: record.fields.map((field, index) => this.#field(index, field.type)) })),
    })
  }

  #entry(values: AvroType): AvscSchema {
    this.#entries += 1
    const name = `e${this.#entries}`
    const fields = [this.#field(0, { kind: 'string', attributes: {} }), this.#field(1, values)]
    return { type: 'record', name, fields }
  }

  #field(index: number, type: AvroType): { name: string; type: AvscSchema } {
    return { name: avscNames.field(index), type: this.#schema(type) }
  }

  #named(type: NamedType, rest: () => object): AvscSchema {
    const known = this.#names.get(type)
    if (known !== undefined) return known
    const name = `t${this.#names.size}`
    this.#names.set(type, name)
    return { type: type.kind, name, ...rest() } as AvscSchema
  }
}

const kindOf = ({ kind }: PrimitiveType): AvscSchema => kind

const eightBytes = Buffer.alloc(8)

/** avsc's own longs stop at 2^53. */
// oxlint-disable-next-line no-underscore-dangle -- the name avsc gives it
const bigintLong = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer): bigint => bytes.readBigInt64LE(),
  toBuffer: (value: bigint): Buffer => {
    eightBytes.writeBigInt64LE(value)
    return eightBytes
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown): boolean => typeof value === 'bigint',
  compare: (left: bigint, right: bigint): number => Number(left > right) - Number(left < right),
})
