import { shortestFloat } from '../shortest-float.ts'
import type { Output } from './output.ts'

const minus = 45
const point = 46
const zero = 48
const billion = 1e9
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
const powerOfTen = (exponent: number): number => powersOfTen[exponent] as number

/** Digits straight into the output: with strings in between, printing numbers takes most of the time that JSON takes. */
export function writeInteger(out: Output, value: number): void {
  out.need(11)
  if (value < 0) out.bytes[out.at++] = minus
  writeDigits(out, Math.abs(value))
}

const wide = new BigInt64Array(1)
const halves = new Uint32Array(wide.buffer)
const [low, high] = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0]

/** Divides by a billion in steps of 16 bits, as doubles are exact for no more; a bigint's own text takes five times as long. */
export function writeLong(out: Output, value: bigint): void {
  out.need(20)
  if (value < 0n) out.bytes[out.at++] = minus
  wide[0] = value < 0n ? -value : value
  const top = halves[high] as number
  const bottom = halves[low] as number
  const upper = (top % billion) * 65_536 + (bottom >>> 16)
  const lower = (upper % billion) * 65_536 + (bottom & 0xffff)
  const billions =
    Math.floor(top / billion) * 2 ** 32 + Math.floor(upper / billion) * 65_536 + Math.floor(lower / billion)
  const rest = lower % billion
  if (billions === 0) return writeDigits(out, rest)
  if (billions < billion) writeDigits(out, billions)
  else {
    writeDigits(out, Math.floor(billions / billion))
    writePadded(out, billions % billion, 9)
  }
  writePadded(out, rest, 9)
}

/** The fewest digits that, read as a number, give this one, which is finite. */
export function writeDouble(out: Output, value: number): void {
  if ((value | 0) === value && !Object.is(value, -0)) writeInteger(out, value)
  else out.ascii(Object.is(value, -0) ? '-0' : String(value))
}

/** The fewest digits that, read as a number and rounded to a float32, give this one: 0.1, not 0.10000000149011612. */
export function writeFloat(out: Output, value: number): void {
  const size = Math.abs(value)
  if (size < 2 ** 24 && Number.isInteger(value)) return writeDouble(out, value)
  if (size < 1e-6 || size >= 2 ** 24) return writeDouble(out, shortestFloat(value))
  // Six digits may do, nine always do. Those found first are the fewest, but for zeros at their end.
  let decimals = decimalsOfSixDigits(size)
  let digits = Math.round(size * powerOfTen(decimals))
  while (Math.fround(digits / powerOfTen(decimals)) !== size) digits = Math.round(size * powerOfTen(++decimals))
  for (; digits % 10 === 0; decimals--) digits /= 10
  const unit = powerOfTen(decimals)
  out.need(25)
  if (value < 0) out.bytes[out.at++] = minus
  writeDigits(out, Math.floor(digits / unit))
  out.bytes[out.at++] = point
  writePadded(out, digits % unit, decimals)
}

function decimalsOfSixDigits(size: number): number {
  let decimals = 5
  for (let bound = 10; size >= bound && decimals > 0; bound *= 10) decimals--
  for (let scaled = size; scaled < 1; scaled *= 10) decimals++
  return decimals
}

/** Of a whole number below 2^32. */
const writeDigits = (out: Output, value: number): void => writePadded(out, value, lengthOf(value))

function lengthOf(value: number): number {
  let length = 1
  for (let bound = 10; value >= bound; bound *= 10) length++
  return length
}

function writePadded(out: Output, value: number, length: number): void {
  const { bytes, at } = out
  let rest = value
  for (let index = at + length - 1; index >= at; index--) {
    const quotient = (rest / 10) >>> 0
    bytes[index] = zero + rest - quotient * 10
    rest = quotient
  }
  out.at = at + length
}
