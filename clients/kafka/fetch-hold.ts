import type { Reservation } from 'psconnect/plugin'
import type { FramePool } from './frame-pool.ts'

/** Of a response: where it lies, and who fills it again. */
export interface Origin {
  readonly memory: ArrayBuffer
  readonly pool: FramePool
}

/** The memory of one fetch response, which stays pinned until the last of the batches cut from it has been let go. */
export class FetchHold {
  readonly #reservation: Reservation
  readonly #origin: Origin
  #bytes: number
  #grown = 0
  #holders = 1
  /** Nobody who has let go of it may still read it. */
  #reusable = true

  constructor(reservation: Reservation, origin: Origin) {
    this.#reservation = reservation
    this.#origin = origin
    this.#bytes = origin.memory.byteLength
    reservation.resize(this.#bytes)
  }

  /** By how many bytes it has become more than the response. */
  get grown(): number {
    return this.#grown
  }

  grow(bytes: number): void {
    if (bytes === 0) return
    this.#bytes += bytes
    this.#grown += bytes
    this.#reservation.resize(this.#bytes)
  }

  /** For one more batch; returns the function that lets it go, once. */
  share(): (reusable: boolean) => void {
    this.#holders++
    let held = true
    return reusable => {
      if (held) this.release(reusable)
      held = false
    }
  }

  release(reusable: boolean): void {
    this.#reusable &&= reusable
    if (--this.#holders > 0) return
    this.#reservation.release()
    const { memory, pool } = this.#origin
    if (this.#reusable) pool.give(memory)
  }
}
