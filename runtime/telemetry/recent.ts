/** As Kafka's metrics.sample.window.ms and metrics.num.samples have it. */
const windowMs = 30_000

interface Sample {
  readonly since: number
  count: number
  sum: number
  max: number
}

export interface RecentFigures {
  readonly mean: number
  readonly max: number
  /** What was added, in sum, for each second. */
  readonly perSecond: number
}

/** What was observed over the last 30 to 60 seconds, in the terms of Kafka's own metrics; zeros where there was nothing. */
export class Recent {
  #present: Sample
  #previous: Sample | undefined

  /** All times are in milliseconds, of one clock. */
  constructor(now: number) {
    this.#present = sample(now)
  }

  add(value: number, now: number): void {
    this.#moveOn(now)
    this.#present.count++
    this.#present.sum += value
    this.#present.max = Math.max(this.#present.max, value)
  }

  read(now: number): RecentFigures {
    this.#moveOn(now)
    const { since, count, sum, max } = this.#present
    const previous = this.#previous ?? { since, count: 0, sum: 0, max: 0 }
    const all = { count: count + previous.count, sum: sum + previous.sum }
    return {
      mean: all.count === 0 ? 0 : all.sum / all.count,
      max: Math.max(max, previous.max),
      perSecond: (all.sum * 1_000) / Math.max(now - previous.since, 1_000),
    }
  }

  #moveOn(now: number): void {
    const age = now - this.#present.since
    if (age < windowMs) return
    this.#previous = age < 2 * windowMs ? this.#present : undefined
    this.#present = sample(now)
  }
}

const sample = (since: number): Sample => ({ since, count: 0, sum: 0, max: 0 })
