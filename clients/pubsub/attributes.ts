import { fieldSize, tagOf, textField, varintSize, writeVarint } from './protobuf.ts'

const ATTRIBUTES = 2
const KEY = 1
const VALUE = 2
const ORDERING_KEY = 5

/** An attribute's key, encoded once. */
export interface AttributeKey {
  readonly bytes: Uint8Array
  /** Bytes of the key itself. */
  readonly size: number
}

export const attributeKey = (key: string): AttributeKey => ({
  bytes: textField(KEY, key),
  size: Buffer.byteLength(key),
})

/** The attributes of one message, and its ordering key, serialised as they are added. Reused for message after message. */
export class AttributeWriter {
  #buffer = Buffer.allocUnsafeSlow(1_024)
  #length = 0
  #counted = 0

  /** What was added, serialised; valid until the next change. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Of `bytes`. */
  get length(): number {
    return this.#length
  }

  /** Bytes of names, values and ordering key alone, as Pub/Sub counts a message's size. */
  get counted(): number {
    return this.#counted
  }

  clear(): void {
    this.#length = 0
    this.#counted = 0
  }

  /** The value is UTF-8. */
  add(key: AttributeKey, value: Uint8Array): void {
    this.#start(key, value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
  }

  addText(key: AttributeKey, value: string): void {
    const length = Buffer.byteLength(value)
    this.#start(key, length)
    this.#length += this.#buffer.write(value, this.#length)
  }

  addAll({ bytes, counted }: AttributeWriter): void {
    this.#makeRoom(bytes.length)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.length
    this.#counted += counted
  }

  addOrderingKey(key: string): void {
    const length = Buffer.byteLength(key)
    this.#makeRoom(fieldSize(length))
    this.#buffer[this.#length] = tagOf(ORDERING_KEY)
    this.#length = writeVarint(this.#buffer, length, this.#length + 1)
    this.#length += this.#buffer.write(key, this.#length)
    this.#counted += length
  }

  /** All of an attribute but its value. */
  #start(key: AttributeKey, valueLength: number): void {
    const entry = key.bytes.length + fieldSize(valueLength)
    this.#makeRoom(1 + varintSize(entry) + entry)
    this.#buffer[this.#length] = tagOf(ATTRIBUTES)
    const keyAt = writeVarint(this.#buffer, entry, this.#length + 1)
    this.#buffer.set(key.bytes, keyAt)
    const valueAt = keyAt + key.bytes.length
    this.#buffer[valueAt] = tagOf(VALUE)
    this.#length = writeVarint(this.#buffer, valueLength, valueAt + 1)
    this.#counted += key.size + valueLength
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + bytes))
    larger.set(this.bytes)
    this.#buffer = larger
  }
}
