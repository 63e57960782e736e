/** The number with the fewest digits that, rounded to a float32, is this one: 0.1 of 0.10000000149011612. */
export function shortestFloat(float: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(float.toPrecision(digits))
    if (Math.fround(candidate) === float) return candidate
  }
  return Number(float.toPrecision(9))
}
