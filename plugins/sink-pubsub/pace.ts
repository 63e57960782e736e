/** Enough to keep a fast connection busy; the memory that the host lends is mostly used up before. */
const MAX_IN_FLIGHT = 16
const MIN_PAUSE_MS = 100
const MAX_PAUSE_MS = 60_000

/**
 * How many requests may be under way, and when the next may start. Each failure halves the number and doubles the pause, so that a
 * receiver in trouble is only probed; each success brings the number back up a little and ends the long pause.
 */
export class Pace {
  #limit = MAX_IN_FLIGHT
  #pause = 0
  #resumeAt = 0
  #failedAt = 0

  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** Milliseconds until the next request may start. */
  wait(now: number): number {
    return Math.max(0, this.#resumeAt - now)
  }

  succeeded(now: number): void {
    this.#limit = Math.min(MAX_IN_FLIGHT, this.#limit + 1 / this.#limit)
    this.#pause = 0
    this.#resumeAt = Math.min(this.#resumeAt, now + MIN_PAUSE_MS)
  }

  failed(startedAt: number, now: number): void {
    // What was under way already when an earlier one failed tells nothing new.
    if (startedAt < this.#failedAt) return
    this.#failedAt = now
    this.#limit = Math.max(1, this.#limit / 2)
    this.#pause = Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, 2 * this.#pause))
    // Tasks that failed together should not come back together.
    this.#resumeAt = now + this.#pause * (0.5 + Math.random() / 2)
  }

  /** Lets the next request start at once: it may be the last chance. */
  hurry(): void {
    this.#resumeAt = 0
  }
}
