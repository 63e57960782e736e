import type { Reservation } from '../api/source.ts'
import { orAborted } from '../commit/waiting.ts'
import { commonOf, floorOf, giveBackAll, heldAboveFloors, type SharedBudget } from './shared-budget.ts'

/** One task's part of the worker's memory. */
export class TaskBudget {
  readonly #shared: SharedBudget
  readonly #slot: number
  /** Requests are let in one after another, so that small ones do not starve a large one. */
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false
  #resumed: PromiseWithResolvers<void> | undefined

  constructor(shared: SharedBudget, slot: number) {
    this.#shared = shared
    this.#slot = slot
  }

  /** The most that one fetch should ask for now. */
  get fetchBytes(): number {
    return floorOf(this.#shared)
  }

  /** Lends nothing more, so that nothing more is fetched, until `resume`. */
  pause(): void {
    this.#resumed ??= Promise.withResolvers()
  }

  resume(): void {
    this.#resumed?.resolve()
    this.#resumed = undefined
  }

  async reserve(bytes: number, signal: AbortSignal): Promise<Reservation> {
    const before = this.#queue
    const turn = this.#enter(bytes, before, signal)
    this.#queue = Promise.allSettled([before, turn])
    await turn
    return this.#reservation(bytes)
  }

  /** Counts what is held already: never waits, so it may go beyond the budget; whoever reserves next waits the longer. */
  hold(bytes: number): Reservation {
    this.#change(bytes)
    return this.#reservation(bytes)
  }

  /** Gives back everything; what is still lent out no longer counts. */
  close(): void {
    this.#closed = true
    giveBackAll(this.#shared, this.#slot)
  }

  async #enter(bytes: number, before: Promise<unknown>, signal: AbortSignal): Promise<void> {
    await orAborted(before, signal)
    for (;;) {
      while (this.#resumed && !signal.aborted) await orAborted(this.#resumed.promise, signal)
      signal.throwIfAborted()
      // Read before looking for room, so that what is given back in between ends the wait at once.
      const seen = Atomics.load(this.#shared.givenBack, 0)
      if (this.#tryEnter(bytes)) return
      const wait = Atomics.waitAsync(this.#shared.givenBack, 0, seen)
      if (wait.async) await orAborted(wait.value, signal)
    }
  }

  /** Adds first and looks again: of two threads that enter at once and do not both fit, at least one steps back. */
  #tryEnter(bytes: number): boolean {
    const own = this.#own()
    const owned = own === 0 || own + bytes <= floorOf(this.#shared)
    if (!owned && !this.#commonHas(bytes)) return false
    this.#change(bytes)
    if (owned || this.#commonHas(0)) return true
    this.#change(-bytes)
    return false
  }

  /** Whether what all tasks hold above their floors stays within bounds when this task takes `more`. */
  #commonHas(more: number): boolean {
    return heldAboveFloors(this.#shared, this.#slot, more) <= commonOf(this.#shared)
  }

  #own(): number {
    return Number(Atomics.load(this.#shared.held, this.#slot))
  }

  #change(by: number): void {
    if (this.#closed || by === 0) return
    const { held, givenBack } = this.#shared
    Atomics.add(held, this.#slot, BigInt(by))
    if (by > 0) return
    Atomics.add(givenBack, 0, 1)
    Atomics.notify(givenBack, 0)
  }

  #reservation(bytes: number): Reservation {
    let lent = bytes
    let released = false
    const resize = (to: number): void => {
      if (released) return
      this.#change(to - lent)
      lent = to
    }
    return {
      resize,
      release: () => {
        resize(0)
        released = true
      },
    }
  }
}
