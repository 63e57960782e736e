import type { OnReadOpts } from 'node:net'
import { frames } from './frame-pool.ts'

const sizeBytes = 4
/** More than any broker answers: whoever says so is none, such as a web server. */
const limit = 2 ** 30

/**
 * Reads Kafka's answers, each a size and so many bytes, straight from the socket to where they stay. Put together from the 64 KB pieces
 * in which Node gives them otherwise, each byte would be copied once more, and the pieces be garbage.
 */
export class FrameReader implements OnReadOpts {
  readonly #whole: (frame: Buffer) => void
  readonly #fail: (error: Error) => void
  readonly #size = Buffer.alloc(sizeBytes)
  /** What is being read: the size, or the frame with its size in front. */
  #frame = this.#size
  #filled = 0

  /** `whole` is given each frame, its size included; `fail` is called once, after which nothing more must be read. */
  constructor(whole: (frame: Buffer) => void, fail: (error: Error) => void) {
    this.#whole = whole
    this.#fail = fail
  }

  /** Where the next bytes go. */
  readonly buffer = (): Uint8Array => this.#frame.subarray(this.#filled)

  /** So many bytes have come there. */
  readonly callback = (bytes: number): boolean => {
    this.#filled += bytes
    if (this.#filled < this.#frame.length) return true
    if (this.#frame === this.#size && !this.#begin()) return false
    if (this.#filled === this.#frame.length) this.#end()
    return true
  }

  #begin(): boolean {
    const size = this.#size.readInt32BE()
    if (size < 0 || size > limit) {
      this.#fail(new Error(`an answer of ${size} bytes: this does not speak Kafka's protocol`))
      return false
    }
    // Memory of its own: a frame is held as long as one record of it is.
    this.#frame = frames.take(sizeBytes + size)
    this.#size.copy(this.#frame)
    return true
  }

  #end(): void {
    const frame = this.#frame
    this.#frame = this.#size
    this.#filled = 0
    this.#whole(frame)
  }
}
