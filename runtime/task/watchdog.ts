import { hasBegun, signsOfLife } from '../pipeline/place.ts'
import type { Thread } from './thread.ts'

interface Watched {
  life: string
  silentMs: number
}

/**
 * Finds threads that do not answer. Time counts as the main thread lives it: where the whole process was suspended, or the main thread
 * was busy itself, no thread has kept silent. One that only waits, or gets on with a long batch, is alive; one that is being started runs
 * no plugin yet.
 */
export class Watchdog {
  readonly #limitMs: number
  readonly #silent: (thread: Thread) => void
  readonly #watched = new Map<Thread, Watched>()
  readonly #tickMs: number
  readonly #timer: NodeJS.Timeout | undefined

  /** `limitMs` of 0: it watches nothing. */
  constructor(limitMs: number, silent: (thread: Thread) => void) {
    this.#limitMs = limitMs
    this.#silent = silent
    this.#tickMs = Math.min(Math.max(limitMs / 10, 20), 1_000)
    if (limitMs > 0) this.#timer = setInterval(() => this.#tick(), this.#tickMs)
  }

  watch(thread: Thread): void {
    this.#watched.set(thread, { life: '', silentMs: 0 })
  }

  forget(thread: Thread): void {
    this.#watched.delete(thread)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    for (const [thread, watched] of this.#watched) {
      const life = signsOfLife(thread.place)
      const begun = hasBegun(thread.place)
      watched.silentMs = begun && life === watched.life ? watched.silentMs + this.#tickMs : 0
      watched.life = life
      if (watched.silentMs < this.#limitMs) continue
      this.#watched.delete(thread)
      this.#silent(thread)
    }
  }
}
