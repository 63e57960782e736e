import { setTimeout as sleep } from 'node:timers/promises'

/** Ten times a second is often enough: what is due meanwhile is given out together. */
const batchesPerSecond = 10
const unlimited = 500

/** Says when the next records are due. */
export class Pace {
  readonly #rate: number
  #next = performance.now()

  constructor(rate: number) {
    this.#rate = rate
  }

  /** Records of a batch at most. */
  get batch(): number {
    return this.#rate === 0 ? unlimited : Math.max(1, Math.floor(this.#rate / batchesPerSecond))
  }

  /** Resolves when so many more are due. Rejects when `signal` aborts. What was late is not made up for. */
  async due(records: number, signal: AbortSignal): Promise<void> {
    if (this.#rate === 0) return
    const now = performance.now()
    const at = Math.max(this.#next, now)
    this.#next = at + (records / this.#rate) * 1_000
    if (at > now) await sleep(at - now, undefined, { signal })
  }
}
