/** Reads the parts of an Avro file in their order. Throws a RangeError where they go beyond its end, whatever their sizes claim. */
export class ByteReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Of the byte that is read next. */
  get position(): number {
    return this.#at
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** A view, no copy. */
  take(length: number): Buffer {
    const end = this.#at + length
    if (!(length >= 0 && end <= this.#bytes.length)) throw new RangeError('it ends too early')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  /** Seven bits in each byte, the lowest first; of the whole, the lowest bit is the sign. */
  long(): number {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const [byte = 0] = this.take(1)
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    throw new RangeError('a number in it has too many bytes')
  }

  bytes(): Buffer {
    return this.take(this.long())
  }

  map(): ReadonlyMap<string, Buffer> {
    const entries = new Map<string, Buffer>()
    for (let count = this.long(); count !== 0; count = this.long()) {
      // A negative count is followed by the size of these entries.
      if (count < 0) this.long()
      for (let left = Math.abs(count); left > 0; left--) entries.set(this.bytes().toString(), this.bytes())
    }
    return entries
  }
}
