/** Of one number. */
export const maximalDigits = 1_000

/** A number's own text: what it becomes, a schema says. */
export class Numeral {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export const numeral = (text: string): Numeral => new Numeral(text)

/** Without a schema: whole numbers are bigints beyond 2^53, where a double would lose digits. */
export function plainNumber(text: string): number | bigint | undefined {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  if (isWhole(text)) return text.length <= maximalDigits ? BigInt(text) : undefined
  return Number.isFinite(value) ? value : undefined
}

export const isWhole = (text: string): boolean => /^-?\d+$/.test(text)

/** Of a decimal, without its point; undefined where it has more digits after it than `scale`, or far too many. */
export function unscaledOf(text: string, scale: number): bigint | undefined {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const zeros = scale + Number(exponent) - fraction.length
  if (zeros < 0 || zeros > maximalDigits || text.length > maximalDigits) return undefined
  return BigInt(`${whole}${fraction}${'0'.repeat(zeros)}`)
}

/** Such as "-12.50" of -1250n and 2. */
export function decimalOf(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale))
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
