const firstDelayMs = 1_000
const longestDelayMs = 300_000
/** What has run for so long runs well. */
const wellAfterMs = 600_000

/** Decides whether and when a task that has failed is started again by itself. */
export class TaskRestarts {
  readonly #max: number
  #inARow = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Milliseconds to wait before the next start, or undefined when there have been enough. */
  next(ranMs: number): number | undefined {
    if (ranMs >= wellAfterMs) this.#inARow = 0
    if (this.#inARow >= this.#max) return undefined
    const delayMs = Math.min(firstDelayMs * 2 ** this.#inARow, longestDelayMs)
    this.#inARow++
    // Tasks that failed together should not all come back at once.
    return Math.round(delayMs * (0.5 + Math.random() / 2))
  }

  /** Such as `2 of 5`. */
  get count(): string {
    return `${this.#inARow} of ${this.#max}`
  }
}
