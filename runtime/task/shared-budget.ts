import { ConnectError } from '../api/errors.ts'

const mebibyte = 2 ** 20
const fetchesInFlight = 4

/** More tasks than anybody runs in one process. */
const maxTasks = 4_096

/** What all threads share. Each task has a slot of its own while it lives. */
export interface SharedBudget {
  /** Bytes that the tasks together may hold. */
  readonly bytes: number
  /** Bytes that each task holds. A task alone writes its own, so a thread that dies leaves nothing half changed. */
  readonly held: BigInt64Array<SharedArrayBuffer>
  /** How many tasks live, and below which slot they all are. The main thread alone writes these. */
  readonly slots: Int32Array<SharedArrayBuffer>
  /** Moves whenever bytes are given back, or may be lent to others from now on. */
  readonly givenBack: Int32Array<SharedArrayBuffer>
}

/** Places in `slots`. */
const living = 0
const end = 1

export const shareBudget = (bytes: number): SharedBudget => ({
  bytes,
  held: new BigInt64Array(new SharedArrayBuffer(8 * maxTasks)),
  slots: new Int32Array(new SharedArrayBuffer(8)),
  givenBack: new Int32Array(new SharedArrayBuffer(4)),
})

/** Bytes that each task may hold whatever the others do: room for one fetch. Less, the more tasks there are. */
export function floorOf({ bytes, slots }: SharedBudget): number {
  const share = Math.floor(bytes / Math.max(Atomics.load(slots, living), 1) / fetchesInFlight)
  return Math.min(Math.max(share, mebibyte), 16 * mebibyte)
}

/** Gives out the slots and takes them back, on the main thread. */
export class Slots {
  readonly #shared: SharedBudget
  readonly #taken = new Set<number>()

  constructor(shared: SharedBudget) {
    this.#shared = shared
  }

  get taken(): number {
    return this.#taken.size
  }

  /** All or none. */
  take(count: number): number[] {
    if (this.#taken.size + count > maxTasks)
      throw new ConnectError('TASK_FAILED', `a worker runs at most ${maxTasks} tasks at a time`)
    const slots: number[] = []
    for (let slot = 0; slots.length < count; slot++) if (!this.#taken.has(slot)) slots.push(slot)
    for (const slot of slots) this.#taken.add(slot)
    this.#tell()
    return slots
  }

  /** What its task holds is forgotten: it has ended, or its thread has died. */
  free(slot: number): void {
    if (!this.#taken.delete(slot)) return
    this.#tell()
    giveBackAll(this.#shared, slot)
  }

  #tell(): void {
    Atomics.store(this.#shared.slots, living, this.#taken.size)
    Atomics.store(this.#shared.slots, end, Math.max(-1, ...this.#taken) + 1)
  }
}

/** How many bytes the tasks together may hold above their floors. */
export const commonOf = (shared: SharedBudget): number =>
  Math.max(shared.bytes - Atomics.load(shared.slots, living) * floorOf(shared), 0)

/** What all tasks hold above their floors when the one of `slot` takes `more`. */
export function heldAboveFloors(shared: SharedBudget, slot: number, more: number): number {
  const { held, slots } = shared
  const floor = floorOf(shared)
  let above = 0
  for (let each = 0; each < Atomics.load(slots, end); each++) {
    const its = Number(Atomics.load(held, each)) + (each === slot ? more : 0)
    above += Math.max(its - floor, 0)
  }
  return above
}

export function giveBackAll({ held, givenBack }: SharedBudget, slot: number): void {
  Atomics.store(held, slot, 0n)
  Atomics.add(givenBack, 0, 1)
  Atomics.notify(givenBack, 0)
}
