/** Offsets from `from` up to, not including, `to`. */
export interface Range {
  readonly from: bigint
  readonly to: bigint
}

/** A set of offsets that takes memory for each unbroken range of them, not for each offset. */
export class Ranges {
  readonly #ranges: Range[] = []

  /** In order, and none touches the next. */
  get list(): readonly Range[] {
    return this.#ranges
  }

  /** False: it was there. */
  add(offset: bigint): boolean {
    const at = this.#after(offset)
    const before = this.#ranges[at - 1]
    const after = this.#ranges[at]
    if (before !== undefined && offset < before.to) return false
    const joinsBefore = before?.to === offset
    const joinsAfter = after?.from === offset + 1n
    const grown = { from: joinsBefore ? before.from : offset, to: joinsAfter ? after.to : offset + 1n }
    this.#ranges.splice(joinsBefore ? at - 1 : at, Number(joinsBefore) + Number(joinsAfter), grown)
    return true
  }

  /** Where the first range stands that begins behind this offset. */
  #after(offset: bigint): number {
    let low = 0
    let high = this.#ranges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ranges[middle]?.from ?? 0n) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** What of `ranges` is in none of `taken`. Both are in order, and of neither do ranges overlap. */
export function without(ranges: readonly Range[], taken: readonly Range[]): readonly Range[] {
  let next = 0
  return ranges.flatMap(range => {
    while ((taken[next]?.to ?? range.to) <= range.from) next++
    return holes(range, taken, next)
  })
}

/** What of a range is left by those of `taken` from the one at `next` on: none before it reaches into the range. */
function holes({ from, to }: Range, taken: readonly Range[], next: number): readonly Range[] {
  const left: Range[] = []
  let at = from
  for (let index = next; at < to; index++) {
    const { from: begin, to: end } = taken[index] ?? { from: to, to }
    const until = begin < to ? begin : to
    if (until > at) left.push({ from: at, to: until })
    at = end
  }
  return left
}

/** What is in both. */
export const common = (one: readonly Range[], other: readonly Range[]): readonly Range[] =>
  without(one, without(one, other))

export const countOf = (ranges: readonly Range[]): bigint => ranges.reduce((sum, { from, to }) => sum + (to - from), 0n)
