import { isUtf8 } from 'node:buffer'
import { decimalText } from './decimal.ts'
import { Malformed } from './malformed.ts'

const noBytes = Buffer.alloc(0)
const noView = new DataView(new ArrayBuffer(0))

/** A message may have as many values that take no bytes as it has bytes, and so many more. */
const freeValues = 10_000
const deepest = 200
/** Of a decimal: more than anybody's, and few enough to be quickly made digits of. */
const mostDecimalBytes = 1024
/** Beyond it JavaScript has no dates. */
const lastMillisecond = 8.64e15

const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
const scratch = new DataView(new ArrayBuffer(8))

/**
 * Takes values out of a message. A method is told where its value starts and leaves in `next` where the following one does; a start beyond
 * the end is possible, as code that skips values of a fixed size does not check each. Methods that take and those that skip refuse the same.
 */
export class Cursor {
  bytes: Buffer = noBytes
  view: DataView = noView
  end = 0
  next = 0
  #freeValues = 0
  #depth = 0

  open(bytes: Uint8Array): void {
    this.bytes = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.end = bytes.length
    this.#freeValues = 0
    this.#depth = 0
  }

  /** Lets go of the message, which may pin a far larger buffer. */
  close(): void {
    this.bytes = noBytes
    this.view = noView
  }

  enter(at: number): void {
    this.#depth += 1
    if (this.#depth > deepest) throw new Malformed(`records are nested more than ${deepest} deep`, at)
  }

  leave(): void {
    this.#depth -= 1
  }

  /** So many values are made here that take no bytes. */
  free(count: number, at: number): void {
    this.#freeValues += count
    if (this.#freeValues > freeValues + this.end) this.refuse('the message has too many values that take no bytes', at)
  }

  cut(): never {
    throw new Malformed('the message ends too early', this.end)
  }

  /** Called where the value ends elsewhere than the message. */
  finish(at: number): never {
    if (at > this.end) this.cut()
    return this.refuse(`the value ends here, but the message has ${this.end} bytes`, at)
  }

  refuse(what: string, at: number): never {
    throw new Malformed(what, at)
  }

  boolean(at: number): boolean {
    if (at >= this.end) this.cut()
    const byte = this.bytes[at] ?? 0
    if (byte > 1) this.refuse(`a boolean is 0 or 1, found ${byte}`, at)
    return byte === 1
  }

  int(at: number): number {
    const encoded = this.#unsigned(at)
    return (encoded >>> 1) ^ -(encoded & 1)
  }

  /** Up to 32 bits; what is longer is no int. */
  #unsigned(at: number): number {
    let value = 0
    for (let index = 0; index < 5; index += 1) {
      if (at + index >= this.end) this.cut()
      const byte = this.bytes[at + index] ?? 0
      value |= (byte & 0x7f) << (7 * index)
      if (byte < 0x80) {
        if (index === 4 && byte > 0x0f) break
        this.next = at + index + 1
        return value >>> 0
      }
    }
    return this.refuse('a number has more than 32 bits', at)
  }

  /** The number of a branch or symbol, of which there are `count`. */
  index(at: number, count: number): number {
    const index = this.int(at)
    if (index < 0 || index >= count) this.refuse(`expected an index below ${count}, found ${index}`, at)
    return index
  }

  long(at: number): bigint {
    this.#words(at)
    return scratch.getBigInt64(0, true)
  }

  skipLong(at: number): number {
    const last = Math.min(at + 9, this.end - 1)
    let position = at
    while (position < last && (this.bytes[position] ?? 0) > 0x7f) position += 1
    if (position >= this.end) this.cut()
    const byte = this.bytes[position] ?? 0
    if (byte > 0x7f || (position === at + 9 && byte > 1)) {
      if (position < at + 9) this.cut()
      this.refuse('a number has more than 64 bits', at)
    }
    return position + 1
  }

  /** Leaves the number's 64 bits in `scratch`. */
  #words(at: number): void {
    const end = this.skipLong(at)
    this.next = end
    const { bytes } = this
    let low = 0
    let middle = 0
    let high = 0
    const first = Math.min(end, at + 4)
    for (let position = at, shift = 0; position < first; position += 1, shift += 7)
      low |= ((bytes[position] ?? 0) & 0x7f) << shift
    const second = Math.min(end, at + 8)
    for (let position = at + 4, shift = 0; position < second; position += 1, shift += 7)
      middle |= ((bytes[position] ?? 0) & 0x7f) << shift
    for (let position = at + 8, shift = 0; position < end; position += 1, shift += 7)
      high |= ((bytes[position] ?? 0) & 0x7f) << shift
    low |= middle << 28
    high = (middle >>> 4) | (high << 24)
    const sign = -(low & 1)
    scratch.setInt32(0, ((low >>> 1) | (high << 31)) ^ sign, true)
    scratch.setInt32(4, (high >>> 1) ^ sign, true)
  }

  /** A long as a double: exact up to 2^53, and near enough beyond it to be compared with what is left of a message. */
  #number(at: number): number {
    const byte = at < this.end ? (this.bytes[at] ?? 0) : 0x80
    if (byte < 0x80) {
      this.next = at + 1
      return (byte >>> 1) ^ -(byte & 1)
    }
    this.#words(at)
    return scratch.getInt32(4, true) * 2 ** 32 + scratch.getUint32(0, true)
  }

  /** Of bytes or text; all of them are there. */
  length(at: number): number {
    const length = this.#number(at)
    if (length < 0) this.refuse(`a length cannot be ${length}`, at)
    if (length > this.end - this.next)
      this.refuse(`${length} bytes are said to follow, but ${this.end - this.next} do`, at)
    return length
  }

  text(at: number): string {
    const length = this.length(at)
    const start = this.next
    const end = start + length
    this.next = end
    if (length === 1) {
      const character = characters[this.bytes[start] ?? 0]
      if (character !== undefined) return character
    }
    const text = this.bytes.toString('utf8', start, end)
    if (text.includes('\ufffd')) this.#utf8(start, end)
    return text
  }

  skipText(at: number): number {
    const length = this.length(at)
    const start = this.next
    const end = start + length
    for (let position = start; position < end; position += 1) {
      if ((this.bytes[position] ?? 0) < 0x80) continue
      this.#utf8(start, end)
      break
    }
    return end
  }

  #utf8(start: number, end: number): void {
    if (!isUtf8(this.bytes.subarray(start, end))) this.refuse('a text is not valid UTF-8', start)
  }

  /** A view, no copy. */
  slice(start: number, length: number): Uint8Array {
    if (start + length > this.end) this.cut()
    this.next = start + length
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + start, length)
  }

  decimal(start: number, length: number, scale: number): string {
    this.decimalLength(start, length)
    return decimalText(this.slice(start, length), scale)
  }

  decimalLength(start: number, length: number): void {
    if (length > mostDecimalBytes) this.refuse(`a decimal of ${length} bytes`, start)
  }

  date(at: number): Date {
    return this.#moment(this.int(at) * 86_400_000, at)
  }

  timestamp(at: number): Date {
    return this.#moment(this.#number(at), at)
  }

  #moment(milliseconds: number, at: number): Date {
    if (Math.abs(milliseconds) > lastMillisecond) this.refuse(`${milliseconds} milliseconds are no date`, at)
    return new Date(milliseconds)
  }

  small(value: number, bits: number, at: number): number {
    if (value !== (value << (32 - bits)) >> (32 - bits)) this.refuse(`${value} has more than ${bits} bits`, at)
    return value
  }

  /**
   * How many items follow, each of at least `least` bytes or, where that is 0, with `empty` values of no bytes; 0 at the list's end.
   * Where the block says how long it is, `blockEnd` becomes its end, else -1.
   */
  block(at: number, least: number, empty: number): number {
    let count = this.#number(at)
    this.blockEnd = -1
    if (count < 0) {
      count = -count
      const length = this.length(this.next)
      this.blockEnd = this.next + length
    }
    if (least === 0) this.free(count * empty, at)
    else if (count > (this.end - this.next) / least)
      this.refuse(`${count} items are said to follow, for which there is no room`, at)
    return count
  }

  blockEnd = -1
}
