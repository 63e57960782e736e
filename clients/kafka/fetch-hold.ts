import type { Reservation } from 'psconnect/plugin'

/** The memory of one fetch response, which stays pinned until the last of the batches cut from it has been let go. */
export class FetchHold {
  readonly #reservation: Reservation
  #bytes: number
  #grown = 0
  #holders = 1

  constructor(reservation: Reservation, pinnedBytes: number) {
    this.#reservation = reservation
    this.#bytes = pinnedBytes
    reservation.resize(pinnedBytes)
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
  share(): () => void {
    this.#holders++
    let held = true
    return () => {
      if (held) this.release()
      held = false
    }
  }

  release(): void {
    if (--this.#holders === 0) this.#reservation.release()
  }
}
