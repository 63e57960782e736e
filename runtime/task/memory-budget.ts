import type { Reservation } from '../api/source.ts'
import { orAborted } from '../commit/waiting.ts'

const mebibyte = 2 ** 20
const fetchesInFlight = 4

/** What all threads share. */
export interface SharedBudget {
  /** Bytes that each task holds. A task alone writes its own, so a thread that dies leaves nothing half changed. */
  readonly held: BigInt64Array<SharedArrayBuffer>
  /** Moves whenever bytes are given back. */
  readonly givenBack: Int32Array<SharedArrayBuffer>
  /** Bytes that each task may hold whatever the others do: room for one fetch. */
  readonly floor: number
  /** Bytes that the tasks together may hold above their floors. */
  readonly common: number
}

export function shareBudget(bytes: number, tasks: number): SharedBudget {
  const share = Math.floor(bytes / tasks / fetchesInFlight)
  const floor = Math.min(Math.max(share, mebibyte), 16 * mebibyte)
  return {
    held: new BigInt64Array(new SharedArrayBuffer(8 * tasks)),
    givenBack: new Int32Array(new SharedArrayBuffer(4)),
    floor,
    common: Math.max(bytes - tasks * floor, 0),
  }
}

/** Forgets what a task holds: it has ended, or its thread has died. */
export function giveBackAll({ held, givenBack }: SharedBudget, task: number): void {
  Atomics.store(held, task, 0n)
  Atomics.add(givenBack, 0, 1)
  Atomics.notify(givenBack, 0)
}

/** One task's part of the worker's memory. */
export class TaskBudget {
  readonly #shared: SharedBudget
  readonly #task: number
  /** Requests are let in one after another, so that small ones do not starve a large one. */
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(shared: SharedBudget, task: number) {
    this.#shared = shared
    this.#task = task
  }

  /** The most that one fetch should ask for. */
  get fetchBytes(): number {
    return this.#shared.floor
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
    giveBackAll(this.#shared, this.#task)
  }

  async #enter(bytes: number, before: Promise<unknown>, signal: AbortSignal): Promise<void> {
    await orAborted(before, signal)
    for (;;) {
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
    const owned = own === 0 || own + bytes <= this.#shared.floor
    if (!owned && !this.#commonHas(bytes)) return false
    this.#change(bytes)
    if (owned || this.#commonHas(0)) return true
    this.#change(-bytes)
    return false
  }

  /** Whether what all tasks hold above their floors stays within bounds when this task takes `more`. */
  #commonHas(more: number): boolean {
    const { held, floor, common } = this.#shared
    let above = 0
    for (let task = 0; task < held.length; task++) {
      const bytes = Number(Atomics.load(held, task)) + (task === this.#task ? more : 0)
      above += Math.max(bytes - floor, 0)
    }
    return above <= common
  }

  #own(): number {
    return Number(Atomics.load(this.#shared.held, this.#task))
  }

  #change(by: number): void {
    if (this.#closed || by === 0) return
    const { held, givenBack } = this.#shared
    Atomics.add(held, this.#task, BigInt(by))
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
