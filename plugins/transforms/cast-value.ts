import { javaNumber, logicalNames, type Schema } from 'psconnect/plugin'
import type { Subject } from './key-or-value.ts'
import { isDecimalText, isWholeType, narrowed, type WholeType, wholeOfDecimal, wholeOfFloat } from './numbers.ts'
import { kindOf, refuse } from './refuse.ts'

export const castTypes = ['int8', 'int16', 'int32', 'int64', 'float32', 'float64', 'boolean', 'string'] as const
export type CastType = (typeof castTypes)[number]

export interface Casting {
  /** What errors call the value: "the field band". */
  readonly what: string
  /** Of the value. */
  readonly schema: Schema | null
  readonly subject: Subject
}

/** Casts as Java does. Null stays null; what cannot be cast is refused. */
export function castValue(value: unknown, type: CastType, casting: Casting): unknown {
  if (value === null) return null
  if (type === 'string') return toText(value, casting)
  const plain = value instanceof Date ? numberOf(value, casting) : value
  if (type === 'boolean') return toBoolean(plain, casting)
  if (isWholeType(type)) return toWhole(plain, type, casting)
  const number = toFloat(plain, casting)
  return type === 'float32' ? Math.fround(number) : number
}

function toText(value: unknown, casting: Casting): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return javaNumber(value, casting.schema?.type)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')
  return value instanceof Date ? dateText(value, casting.schema) : refuseKind(value, casting)
}

/** In UTC. */
function dateText(date: Date, schema: Schema | null): string {
  const text = date.toISOString()
  if (schema?.name === logicalNames.date) return text.slice(0, text.indexOf('T'))
  return schema?.name === logicalNames.time ? text.slice(text.indexOf('T') + 1) : text
}

/** What a date is a form of: days, milliseconds of the day, or milliseconds. */
function numberOf(date: Date, { schema }: Casting): number | bigint {
  const milliseconds = date.getTime()
  if (schema?.name === logicalNames.date) return Math.floor(milliseconds / 86_400_000)
  return schema?.name === logicalNames.time ? milliseconds : BigInt(milliseconds)
}

function toBoolean(value: unknown, casting: Casting): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string' && !isDecimal(casting)) return value.toLowerCase() === 'true'
  return toWhole(value, 'int64', casting) !== 0n
}

function toWhole(value: unknown, type: WholeType, casting: Casting): number | bigint {
  if (typeof value === 'boolean') return narrowed(value ? 1n : 0n, type)
  if (typeof value === 'bigint') return narrowed(value, type)
  if (typeof value === 'number')
    return isWhole(value, casting) ? narrowed(BigInt(value), type) : wholeOfFloat(value, type)
  if (typeof value !== 'string') return refuseKind(value, casting)
  return isDecimal(casting) ? narrowed(wholeOfDecimal(value), type) : parseWhole(value, type, casting)
}

/** Without a schema, a number that is whole is taken for one. */
function isWhole(value: number, { schema }: Casting): boolean {
  return schema ? isWholeType(schema.type) : Number.isSafeInteger(value)
}

function parseWhole(text: string, type: WholeType, { what, subject }: Casting): number | bigint {
  const value = /^[+-]?\d{1,40}$/.test(text) ? BigInt(text.replace('+', '')) : undefined
  const result = value === undefined ? undefined : narrowed(value, type)
  return result !== undefined && BigInt(result) === value
    ? result
    : refuse(subject, `cannot make an ${type} of ${what}: its text is no whole number of this size`)
}

function toFloat(value: unknown, casting: Casting): number {
  if (typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number') return Number(value)
  if (typeof value !== 'string') return refuseKind(value, casting)
  return (
    parseFloatingPoint(value) ?? refuse(casting.subject, `cannot make a number of ${casting.what}: its text is none`)
  )
}

/** As Java's Double.parseDouble, but for hexadecimal digits; undefined where it is none. */
function parseFloatingPoint(text: string): number | undefined {
  const trimmed = text.trim()
  if (/^[+-]?(?:NaN|Infinity)$/.test(trimmed)) return Number(trimmed.replace(/^[+-]NaN$/, 'NaN'))
  const digits = trimmed.replace(/[fFdD]$/, '')
  return isDecimalText(digits) ? Number(digits) : undefined
}

const isDecimal = ({ schema }: Casting): boolean => schema?.name === logicalNames.decimal

const refuseKind = (value: unknown, { what, subject }: Casting): never =>
  refuse(subject, `cannot cast ${what}, which is ${kindOf(value)}, to this type`)
