import type { Logger } from 'psconnect/plugin'

/** Who waits for an answer of the registry, and is told why there is none yet. */
export interface Waiter {
  readonly log: Logger
  /** The reason to show while nothing answers; null when something does again. */
  retrying(reason: string | null): void
  readonly signal: AbortSignal
}

const logEveryMs = 30_000

/** Tells all who wait why they wait: one log line when it begins, then one every 30 s at most, and one when it is over. */
export class Outage {
  readonly #waiters = new Map<Waiter, number>()
  /** What is being asked for without success. */
  readonly #unanswered = new Set<object>()
  #since = 0
  #lastLogged = 0
  #reason: string | null = null

  /** Lets `waiter` be told of what keeps it waiting, until `work` is done. */
  async tell<T>(waiter: Waiter, work: Promise<T>): Promise<T> {
    this.#waiters.set(waiter, (this.#waiters.get(waiter) ?? 0) + 1)
    if (this.#reason !== null) waiter.retrying(this.#reason)
    try {
      return await work
    } finally {
      const left = (this.#waiters.get(waiter) ?? 1) - 1
      if (left > 0) this.#waiters.set(waiter, left)
      else this.#leave(waiter)
    }
  }

  goesOn(question: object, reason: string): void {
    const now = performance.now()
    if (this.#unanswered.size === 0) {
      this.#since = now
      this.#lastLogged = Number.NEGATIVE_INFINITY
    }
    this.#unanswered.add(question)
    this.#show(reason)
    if (now - this.#lastLogged < logEveryMs) return
    this.#lastLogged = now
    this.warn(`${reason}; it is asked again until it answers`)
  }

  isOver(question: object): void {
    if (!this.forget(question)) return
    const seconds = Math.round((performance.now() - this.#since) / 1000)
    this.#log?.info({}, `the schema registry answers again, after ${seconds} s`)
  }

  /** The question is asked no more, and so nothing waits for its answer. Says whether it was the last one. */
  forget(question: object): boolean {
    if (!this.#unanswered.delete(question) || this.#unanswered.size > 0) return false
    this.#show(null)
    return true
  }

  warn(message: string): void {
    this.#log?.warn({}, message)
  }

  #leave(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    if (this.#reason !== null) waiter.retrying(null)
  }

  #show(reason: string | null): void {
    this.#reason = reason
    for (const waiter of this.#waiters.keys()) waiter.retrying(reason)
  }

  /** All waiters are of one process, whose log it is: one line is enough. */
  get #log(): Logger | undefined {
    const [waiter] = this.#waiters.keys()
    return waiter?.log
  }
}
