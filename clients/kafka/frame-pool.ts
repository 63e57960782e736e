const mebibyte = 2 ** 20
/** Smaller ones are left to the garbage collector: there is nothing to gain. */
const leastPooled = mebibyte / 4
const step = mebibyte / 4
/** Of what nobody uses. */
const limit = 64 * mebibyte
const idleMs = 5_000

/**
 * Memory for large answers, filled again and again. Left to the garbage collector, each is memory fresh from the system, page by page, and
 * every 64 MB of them bring about a full collection: together more work than carrying the records.
 */
export class FramePool {
  /** In no order: there are never many. */
  readonly #free: ArrayBuffer[] = []
  #timer: NodeJS.Timeout | undefined

  /** Memory for `bytes`, at its beginning; what it holds is whatever was there. */
  take(bytes: number): Buffer<ArrayBuffer> {
    if (bytes < leastPooled) return Buffer.allocUnsafeSlow(bytes)
    const found = this.#find(bytes) ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / step) * step).buffer
    return Buffer.from(found, 0, bytes)
  }

  /** Nobody will look at it again. */
  give(memory: ArrayBuffer): void {
    if (memory.byteLength < leastPooled || this.#bytes() + memory.byteLength > limit) return
    this.#free.push(memory)
    this.#timer ??= setTimeout(() => this.#drop(), idleMs).unref()
    this.#timer.refresh()
  }

  /** The smallest that is large enough, unless that would be a waste. */
  #find(bytes: number): ArrayBuffer | undefined {
    let best: number | undefined
    for (const [index, { byteLength }] of this.#free.entries()) {
      if (byteLength < bytes || byteLength > 2 * bytes) continue
      if (best === undefined || byteLength < (this.#free[best]?.byteLength ?? 0)) best = index
    }
    return best === undefined ? undefined : this.#free.splice(best, 1)[0]
  }

  #bytes(): number {
    return this.#free.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  #drop(): void {
    this.#free.length = 0
    this.#timer = undefined
  }
}

/** Shared by all connections of a thread. */
export const frames = new FramePool()
