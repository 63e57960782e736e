import type { Schema } from 'psconnect/plugin'

export type WholeType = 'int8' | 'int16' | 'int32' | 'int64'

const bits: Readonly<Record<WholeType, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 }

export const isWholeType = (type: Schema['type']): type is WholeType => Object.hasOwn(bits, type)

/** The lowest bits of a whole number, as Java narrows one: 300 becomes 44 as int8. */
export function narrowed(value: bigint, type: WholeType): number | bigint {
  const rest = BigInt.asIntN(bits[type], value)
  return type === 'int64' ? rest : Number(rest)
}

/** A float or double as a whole number, as Java makes one: cut off, the nearest that fits in 32 or 64 bits, its lowest bits. */
export function wholeOfFloat(value: number, type: WholeType): number | bigint {
  if (Number.isNaN(value)) return narrowed(0n, type)
  const limit = type === 'int64' ? 2n ** 63n : 2n ** 31n
  if (value >= limit) return narrowed(limit - 1n, type)
  if (value <= -limit) return narrowed(-limit, type)
  return narrowed(BigInt(Math.trunc(value)), type)
}

const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** Whether this is a number as Java's BigDecimal reads one. */
export const isDecimalText = (text: string): boolean => decimal.test(text) && /^[^eE]*\d/.test(text)

/** A number in plain digits with so many behind the point; undefined where it has more, or is none. */
export function scaled(text: string, scale: number): string | undefined {
  const [, whole, fraction = ''] = /^[+]?(-?\d+)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole === undefined || fraction.length > scale) return undefined
  return scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, '0')}`
}

/** The digits before the point. Where there are too many for 64 bits to tell, what is left of them in 64 bits: none. */
export function wholeOfDecimal(text: string): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? []
  const shift = Number(exponent)
  if (shift - fraction.length >= 64) return 0n
  const digits = whole + fraction
  const kept = whole.length + shift
  const wholeDigits = kept <= 0 ? '0' : digits.slice(0, kept).padEnd(kept, '0')
  return BigInt(wholeDigits) * (sign === '-' ? -1n : 1n)
}
