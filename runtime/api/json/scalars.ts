import type { Schema } from '../schema.ts'
import { misfit } from './misfit.ts'
import { writeDouble, writeFloat, writeInteger, writeLong } from './numbers.ts'
import type { JsonOptions } from './options.ts'
import type { Output } from './output.ts'
import { nullText, type Write } from './slot.ts'
import { writeBase64, writeText } from './text.ts'

const quote = 34
const trueText = Buffer.from('true')
const falseText = Buffer.from('false')

export const scalarWriters = ({ longs, nonFinite }: JsonOptions): Partial<Record<Schema['type'], Write>> => ({
  int8: integerWriter(8),
  int16: integerWriter(16),
  int32: integerWriter(32),
  int64: longs === 'string' ? writeQuotedInt64 : writeInt64,
  float32: (out, value) => {
    const double = numberOf(value, 'float32')
    const float = Math.fround(double)
    if (Number.isFinite(float)) writeFloat(out, float)
    else if (Number.isFinite(double)) throw misfit('a number within the range of float32', value)
    else writeNonFinite(out, double, nonFinite)
  },
  float64: (out, value) => {
    const double = numberOf(value, 'float64')
    if (Number.isFinite(double)) writeDouble(out, double)
    else writeNonFinite(out, double, nonFinite)
  },
  boolean: (out, value) => {
    if (typeof value !== 'boolean') throw misfit('a boolean', value)
    writeBoolean(out, value)
  },
  string: (out, value) => {
    if (typeof value !== 'string') throw misfit('a string', value)
    writeText(out, value)
  },
  bytes: (out, value) => {
    if (!(value instanceof Uint8Array)) throw misfit('a Uint8Array', value)
    writeBase64(out, value)
  },
})

export const writeBoolean = (out: Output, value: boolean): void => out.few(value ? trueText : falseText)

/** What JSON has no number for. */
export function writeNonFinite(out: Output, value: number, nonFinite: JsonOptions['nonFinite']): void {
  if (nonFinite === 'string') writeText(out, String(value))
  else out.few(nullText)
}

function numberOf(value: unknown, type: Schema['type']): number {
  if (typeof value !== 'number') throw misfit(`a number (${type})`, value)
  return value
}

function integerWriter(bits: 8 | 16 | 32): Write {
  const limit = 2 ** (bits - 1)
  return (out, value) => {
    const integer = value as number
    if ((integer | 0) !== integer || integer < -limit || integer >= limit)
      throw misfit(`a whole number of ${bits} bits`, value)
    writeInteger(out, integer)
  }
}

const writeInt64: Write = (out, value) => {
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw misfit('a bigint of 64 bits', value)
  writeLong(out, value)
}

const writeQuotedInt64: Write = (out, value) => {
  out.byte(quote)
  writeInt64(out, value)
  out.byte(quote)
}
