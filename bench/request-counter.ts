const FRAME_BYTES = 5
const MESSAGES = 2

/** Counts the messages of one PublishRequest (topic = 1, messages = 2) while its bytes come, in pieces cut anywhere, and keeps none of them. */
export class RequestCounter {
  messages = 0
  bytes = 0
  #passOver = FRAME_BYTES
  #tag: number | undefined
  #number = 0
  #factor = 1

  add(piece: Uint8Array): void {
    this.bytes += piece.length
    for (let at = 0; at < piece.length; ) {
      const step = Math.min(this.#passOver, piece.length - at)
      this.#passOver -= step
      at += step
      if (at < piece.length) this.#take(piece[at++] ?? 0)
    }
  }

  /** The next byte of a field's tag or length. */
  #take(byte: number): void {
    this.#number += (byte & 0x7f) * this.#factor
    this.#factor *= 128
    if (byte >= 0x80) return
    if (this.#tag === undefined) this.#tag = this.#number
    else this.#endField(this.#tag, this.#number)
    this.#number = 0
    this.#factor = 1
  }

  #endField(tag: number, length: number): void {
    if (tag >> 3 === MESSAGES) this.messages++
    this.#passOver = length
    this.#tag = undefined
  }
}
