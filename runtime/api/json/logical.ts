import { logicalNames, type Schema } from '../schema.ts'
import { misfit } from './misfit.ts'
import { writeDouble } from './numbers.ts'
import type { JsonOptions } from './options.ts'
import type { Write } from './slot.ts'
import { writeBase64 } from './text.ts'

const dayMs = 86_400_000

/** How values with a form of their own are written; undefined where the name of the schema means none. */
export function logicalWriter({ name, parameters }: Schema, { decimals }: JsonOptions): Write | undefined {
  if (name === logicalNames.date) return writeDate
  if (name === logicalNames.time) return writeTime
  if (name === logicalNames.timestamp) return writeTimestamp
  if (name !== logicalNames.decimal) return undefined
  return decimals === 'base64' ? unscaledWriter(Number(parameters?.scale ?? 0)) : writeDecimal
}

const writeDecimal: Write = (out, value) => out.ascii(digitsOf(value).join('.'))

/** As Kafka Connect has it: without its point, in two's complement, big-endian, in base64. */
function unscaledWriter(scale: number): Write {
  return (out, value) => {
    const [whole, fraction = ''] = digitsOf(value)
    // Not a number: the schema says no scale, so nothing fits.
    if (!(fraction.length <= scale)) throw misfit(`a decimal with at most ${scale} digits after its point`, value)
    writeBase64(out, twosComplement(BigInt(whole + fraction.padEnd(scale, '0'))))
  }
}

/** Before and after the point. */
function digitsOf(value: unknown): [whole: string, fraction?: string] {
  if (typeof value !== 'string' || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value))
    throw misfit('a string of the digits of a decimal, such as "-12.50"', value)
  return value.split('.') as [string, string?]
}

function twosComplement(value: bigint): Uint8Array {
  const bits = (value < 0n ? ~value : value).toString(2).length + 1
  const bytes = Math.ceil(bits / 8)
  return Buffer.from(
    BigInt.asUintN(bytes * 8, value)
      .toString(16)
      .padStart(bytes * 2, '0'),
    'hex',
  )
}

const writeDate: Write = (out, value) => {
  const days = millisecondsOf(value) / dayMs
  if (!Number.isInteger(days)) throw misfit('a date without a time of day', value)
  writeDouble(out, days)
}

const writeTime: Write = (out, value) => {
  const ms = millisecondsOf(value)
  if (ms < 0 || ms >= dayMs) throw misfit('a time of day, on the first of January 1970', value)
  writeDouble(out, ms)
}

export const writeTimestamp: Write = (out, value) => writeDouble(out, millisecondsOf(value))

function millisecondsOf(value: unknown): number {
  const ms = value instanceof Date ? value.getTime() : Number.NaN
  if (Number.isNaN(ms)) throw misfit('a valid Date', value)
  return ms
}
