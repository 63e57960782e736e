const firstBytes = 2 ** 16
/** A buffer that one large value has made larger than this is not kept. */
const keptBytes = 2 ** 22

/** Where JSON is written, byte by byte. One serves all of a thread: writing a value is never interrupted by another. */
export class Output {
  bytes: Buffer = Buffer.allocUnsafeSlow(firstBytes)
  /** Where in `bytes` the next byte goes: whoever writes there calls `need` first. */
  at = 0
  /** How many structs, arrays and maps are open. */
  depth = 0
  #limit = Number.POSITIVE_INFINITY
  #dropped = 0

  /** Beyond `limit` bytes, what is written is only counted. */
  start(limit: number): void {
    this.at = 0
    this.depth = 0
    this.#limit = limit
    this.#dropped = 0
  }

  /** How many bytes were written, dropped ones too. */
  get size(): number {
    return this.#dropped + this.at
  }

  /** A copy of what is written, in the memory that `room` gives for so many bytes. */
  take(room: (bytes: number) => Uint8Array): Uint8Array {
    const copy = room(this.at)
    this.bytes.copy(copy, 0, 0, this.at)
    if (this.bytes.length > keptBytes) this.bytes = Buffer.allocUnsafeSlow(firstBytes)
    return copy
  }

  /** Makes room for this many bytes. */
  need(count: number): void {
    if (this.at + count > this.bytes.length) this.#grow(count)
  }

  #grow(count: number): void {
    if (this.size > this.#limit) {
      this.#dropped += this.at
      this.at = 0
    }
    if (this.at + count <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + count))
    this.bytes.copy(larger, 0, 0, this.at)
    this.bytes = larger
  }

  byte(code: number): void {
    this.need(1)
    this.bytes[this.at++] = code
  }

  /** Copies a few bytes, which for so few is faster one by one. */
  few(bytes: Uint8Array): void {
    const { length } = bytes
    this.need(length)
    const { bytes: into, at } = this
    for (let index = 0; index < length; index++) into[at + index] = bytes[index] as number
    this.at = at + length
  }

  ascii(text: string): void {
    this.need(text.length)
    this.at += this.bytes.write(text, this.at, 'latin1')
  }
}
