/** Observations counted by size. Plain data: a copy crosses threads. */
export interface Histogram {
  /** Upper bounds of all buckets but the last, which has none. */
  readonly bounds: readonly number[]
  /** How many observations fell into each bucket, none counted twice. */
  readonly counts: number[]
  sum: number
}

export const histogram = (bounds: readonly number[]): Histogram => ({
  bounds,
  counts: Array.from({ length: bounds.length + 1 }, () => 0),
  sum: 0,
})

export function observe(into: Histogram, value: number): void {
  const at = into.bounds.findIndex(bound => value <= bound)
  const bucket = at < 0 ? into.bounds.length : at
  into.counts[bucket] = (into.counts[bucket] ?? 0) + 1
  into.sum += value
}

/** Of two with the same bounds. */
export const sumHistograms = (one: Histogram, other: Histogram): Histogram => ({
  bounds: one.bounds,
  counts: one.counts.map((count, bucket) => count + (other.counts[bucket] ?? 0)),
  sum: one.sum + other.sum,
})

/** A copy that does not change any more. */
export const copyHistogram = ({ bounds, counts, sum }: Histogram): Histogram => ({ bounds, counts: [...counts], sum })
