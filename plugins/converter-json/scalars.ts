import { logicalNames, type Schema } from 'psconnect/plugin'
import { Mismatch } from './mismatch.ts'
import { decimalOf, isWhole, maximalDigits, Numeral, unscaledOf } from './numerals.ts'

type ReadScalar = (json: unknown, schema: Schema) => unknown

const dayMs = 86_400_000

/** How JSON is read where the schema's name gives values a form of their own. */
const logicalReaders = new Map<string | undefined, ReadScalar>([
  [logicalNames.decimal, (json, { parameters }) => decimal(json, Number(parameters?.scale ?? 0))],
  [logicalNames.date, json => date(integer(json, 32) * dayMs)],
  [logicalNames.time, json => date(integer(json, 32))],
  [logicalNames.timestamp, json => date(Number(int64(json)))],
])

const readers: Partial<Record<Schema['type'], ReadScalar>> = {
  int8: json => integer(json, 8),
  int16: json => integer(json, 16),
  int32: json => integer(json, 32),
  int64,
  float32: json => double(json, Math.fround),
  float64: json => double(json, Number),
  boolean: json => checked(json, typeof json === 'boolean', 'true or false'),
  string: json => checked(json, typeof json === 'string', 'a string'),
  bytes: base64,
}

export const scalarReader = ({ type, name }: Schema): ReadScalar | undefined =>
  logicalReaders.get(name) ?? readers[type]

function checked(json: unknown, fits: boolean, expected: string): unknown {
  if (!fits) throw new Mismatch(`expected ${expected}, found ${described(json)}`)
  return json
}

export function described(json: unknown): string {
  if (json === null || json === undefined) return 'no value'
  if (json instanceof Numeral) return 'a number'
  if (Array.isArray(json)) return 'an array'
  return typeof json === 'object' ? 'an object' : `a ${typeof json}`
}

function integer(json: unknown, bits: 8 | 16 | 32): number {
  const limit = 2 ** (bits - 1)
  const value = json instanceof Numeral && isWhole(json.text) ? Number(json.text) : Number.NaN
  checked(json, value >= -limit && value < limit, `a whole number of ${bits} bits`)
  return value + 0
}

function int64(json: unknown): bigint {
  const value = json instanceof Numeral && isWhole(json.text) && json.text.length <= 20 ? BigInt(json.text) : undefined
  checked(json, value !== undefined && BigInt.asIntN(64, value) === value, 'a whole number of 64 bits')
  return value as bigint
}

/** What JSON has no number for is written as a string. */
const notFinite = new Map<unknown, number>([NaN, 1 / 0, -1 / 0].map(value => [String(value), value]))

function double(json: unknown, round: (value: number) => number): number {
  const value = json instanceof Numeral ? round(Number(json.text)) : notFinite.get(json)
  checked(
    json,
    value !== undefined && (Number.isFinite(value) || !(json instanceof Numeral)),
    'a number within the range of its type',
  )
  return value as number
}

/** In the alphabet and with the padding that JSON's writers give it: what Node would pass over is refused. */
function base64(json: unknown): Buffer {
  const bytes = Buffer.from(typeof json === 'string' ? json : '', 'base64')
  checked(json, bytes.toString('base64') === json, 'base64')
  return bytes
}

/** Either form, whatever decimal.format says of writing. */
function decimal(json: unknown, scale: number): string {
  if (!Number.isInteger(scale) || Math.abs(scale) > maximalDigits)
    throw new Mismatch(`expected a schema of decimals whose scale is a whole number up to ${maximalDigits}`)
  const unscaled = json instanceof Numeral ? unscaledOf(json.text, scale) : signed(base64(json))
  checked(
    json,
    unscaled !== undefined,
    `a decimal with ${scale} digits after its point, and not more than ${maximalDigits}`,
  )
  return decimalOf(unscaled as bigint, scale)
}

/** Undefined for what has more digits than anybody needs, as their number decides how long it takes to write them. */
function signed(bytes: Buffer): bigint | undefined {
  if (bytes.length === 0) return 0n
  if (bytes.length > maximalDigits / 2) return undefined
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))
}

function date(milliseconds: number): Date {
  const value = new Date(milliseconds)
  checked(milliseconds, !Number.isNaN(value.getTime()), 'milliseconds of a time that JavaScript knows')
  return value
}
