import { match, type SimpleType } from './avro-type.ts'
import { avscNames } from './avsc-type.ts'
import { decimalBytes } from './decimal.ts'
import { type ValueForm, valueForm } from './value-form.ts'

/** Makes of a value what avsc writes, or throws a Misfit. */
export type Prepare = (value: unknown) => unknown

/** A value that does not fit its type. */
export class Misfit extends Error {}

export function check(fitting: boolean, expected: string, value: unknown): asserts fitting {
  if (!fitting) throw new Misfit(`expected ${expected}, found ${describe(value)}`)
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'object') return typeof value === 'number' ? `the number ${value}` : `a ${typeof value}`
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  return `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`
}

export const simpleValue = (type: SimpleType): Prepare =>
  match<SimpleType, Prepare>(type, {
    null: () => value => checked((value ?? null) === null, 'null', value),
    boolean: () => value => checked(typeof value === 'boolean', 'a boolean', value),
    int: () => int(valueForm(type)),
    long: () => long(valueForm(type)),
    float: () => value => checked(typeof value === 'number', 'a number', value),
    double: () => value => checked(typeof value === 'number', 'a number', value),
    bytes: () => bytes(valueForm(type)),
    fixed: ({ size }) => bytes(valueForm(type), size),
    string: () => value => checked(typeof value === 'string' && value.isWellFormed(), 'a text of Unicode', value),
    enum: ({ symbols }) => {
      const names = new Map<unknown, string>(symbols.map((symbol, index) => [symbol, avscNames.symbol(index)]))
      return value => names.get(value) ?? checked(false, `one of ${symbols.join(', ')}`, value)
    },
  })

function checked(fitting: boolean, expected: string, value: unknown): unknown {
  check(fitting, expected, value)
  return value ?? null
}

type Form = ValueForm | undefined

const day = 86_400_000

function int(form: Form): Prepare {
  if (form?.form === 'date') return value => whole(millisecondsOf(value) / day, 32, value)
  if (form?.form === 'time') return value => whole(millisecondsOf(value), 32, value)
  const bits = Number(/\d+/.exec(form?.form ?? 'int32')?.[0])
  return value => whole(value, bits, value)
}

function whole(number: unknown, bits: number, value: unknown): number {
  const expected = value instanceof Date ? `a date of whole units in ${bits} bits` : `a whole number of ${bits} bits`
  check(typeof number === 'number' && number === (number << (32 - bits)) >> (32 - bits), expected, value)
  return number
}

function millisecondsOf(value: unknown): number {
  check(value instanceof Date && !Number.isNaN(value.getTime()), 'a Date', value)
  return value.getTime()
}

const long = (form: Form): Prepare =>
  form === undefined
    ? value => checked(typeof value === 'bigint' && BigInt.asIntN(64, value) === value, 'a bigint of 64 bits', value)
    : value => BigInt(millisecondsOf(value))

const bytes = (form: Form, size?: number): Prepare =>
  form?.form === 'decimal'
    ? value => {
        check(typeof value === 'string', 'the digits of a decimal', value)
        const digits = decimalBytes(value, form.scale, size)
        check(digits !== undefined, `digits of which at most ${form.scale} are decimals, and which fit`, value)
        return asBuffer(digits)
      }
    : value => {
        const expected = size === undefined ? 'bytes' : `${size} bytes`
        check(value instanceof Uint8Array && (size ?? value.length) === value.length, expected, value)
        return asBuffer(value)
      }

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, length)
