import type { Reservation } from 'psconnect/plugin'
import { unlessAborted } from './waiting.ts'

const mebibyte = 2 ** 20

/** Memory for what is fetched, for readers that no task lends any: a fetch waits until enough of what was given out is let go. */
export class FetchRoom {
  readonly fetchBytes = 8 * mebibyte
  readonly #limit = 4 * this.fetchBytes
  #held = 0
  #changed = Promise.withResolvers<void>()

  /** Who holds nothing is always let in. Rejects when the signal aborts. */
  async reserve(bytes: number, signal: AbortSignal): Promise<Reservation> {
    while (this.#held > 0 && this.#held + bytes > this.#limit) {
      await unlessAborted(this.#changed.promise, signal)
      signal.throwIfAborted()
    }
    let lent = 0
    const resize = (to: number): void => {
      this.#held += to - lent
      lent = to
      this.#changed.resolve()
      this.#changed = Promise.withResolvers()
    }
    resize(bytes)
    return { resize, release: () => resize(0) }
  }
}
