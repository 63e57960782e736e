import type { Schema } from './schema.ts'
import { shortestFloat } from './shortest-float.ts'

/** A number as Java writes it: `1.0E7` where it is a float or double, `10000000` where it is whole and nothing says that it is one. */
export function javaNumber(value: number, type: Schema['type'] | undefined): string {
  if (type === 'float32') return javaFloat(value, shortestFloat(Math.fround(value)))
  if (type === 'float64' || !Number.isSafeInteger(value) || Object.is(value, -0)) return javaFloat(value, value)
  return String(value)
}

/** `shortest` is the number with the fewest digits that stands for `value`. */
function javaFloat(value: number, shortest: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(shortest) ? `${shortest}.0` : String(shortest)
  const text = shortest.toExponential()
  // Where one digit would do, Java gives the nearest number of two.
  const [mantissa, exponent] = (text.includes('.') ? text : value.toExponential(1)).split('e')
  return `${mantissa}E${Number(exponent)}`
}
