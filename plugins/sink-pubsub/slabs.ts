const slabBytes = 2 ** 20
/** So many that nobody uses are kept. */
const kept = 32

/** Memory in which data of several messages stands, one after the other. */
export class Slab {
  readonly #memory = Buffer.allocUnsafeSlow(slabBytes)
  readonly #unused: (slab: Slab) => void
  #at = 0
  #users = 0

  constructor(unused: (slab: Slab) => void) {
    this.#unused = unused
  }

  hasRoomFor(bytes: number): boolean {
    return this.#at + bytes <= slabBytes
  }

  take(bytes: number): Uint8Array {
    this.#at += bytes
    return this.#memory.subarray(this.#at - bytes, this.#at)
  }

  /** Nothing in it is overwritten until as many have let go of it as hold it. */
  hold(): void {
    this.#users++
  }

  letGo(): void {
    if (--this.#users > 0) return
    this.#at = 0
    this.#unused(this)
  }
}

/**
 * Memory for data that is made for messages, written again once they are stored. With memory of its own for each, which is left to the garbage
 * collector, every 64 MB bring about a full collection.
 */
export class Slabs {
  readonly #free: Slab[] = []
  #open: Slab

  constructor() {
    this.#open = this.#begin()
  }

  /** Where so many bytes can be written at once; null where that is more than a slab has room for. */
  for(bytes: number): Slab | null {
    if (bytes > slabBytes) return null
    if (this.#open.hasRoomFor(bytes)) return this.#open
    const full = this.#open
    this.#open = this.#begin()
    full.letGo()
    return this.#open
  }

  #begin(): Slab {
    const slab = this.#free.pop() ?? new Slab(this.#unused)
    slab.hold()
    return slab
  }

  readonly #unused = (slab: Slab) => {
    if (this.#free.length < kept) this.#free.push(slab)
  }
}
