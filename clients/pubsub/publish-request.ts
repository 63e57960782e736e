import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'
import { countFields, endOfFields, fieldSize, tagOf, textField, varintSize, writeVarint } from './protobuf.ts'
import type { Body } from './unary-call.ts'

const TOPIC = 1
const MESSAGES = 2
const DATA = 1
const MESSAGE_IDS = 1
/** Message headers, and data too small to be worth a piece of its own, are gathered in pages of this size. */
const PAGE = 16_384
/** Data up to this size is copied: one more piece costs more. */
const COPIED = 2_048

const gzip = promisify(gzipCallback)
const none = new Uint8Array()

/** `projects/P/topics/T` as the first field of a request; made once, used by every request. */
export const topicField = (topic: string): Uint8Array => textField(TOPIC, topic)

/** Data that lies in several pieces. */
export interface Pieces {
  readonly pieces: readonly Uint8Array[]
  /** Of all of them. */
  readonly length: number
}

/** A message's data. */
export type Data = Uint8Array | Pieces

/**
 * A google.pubsub.v1.PublishRequest in the making, serialised as messages are added. Data is not copied, only referenced, unless it is
 * small: it must not change until the request has been sent for the last time.
 */
export class PublishRequest implements Body {
  readonly chunks: Uint8Array[]
  bytes: number
  messages = 0
  #page = Buffer.alloc(0)
  #nextPage: number
  #compressed: Promise<Body> | undefined
  /** The part of the page that is written but not yet among the chunks starts here. */
  #start = 0
  #end = 0

  /** The first page may be smaller, and those after it grow, where many requests of few messages are open at once. */
  constructor(topic: Uint8Array, firstPage = PAGE) {
    this.#nextPage = firstPage
    this.chunks = [topic]
    this.bytes = topic.length
  }

  /** How many bytes a request grows by a message. */
  static sizeOf(attributes: Sized, data: Sized): number {
    return fieldSize(messageLength(attributes, data))
  }

  /** Attributes are serialised ones, of an AttributeWriter; they are copied. */
  add(attributes: Uint8Array, data: Data): void {
    const length = messageLength(attributes, data)
    this.#makeRoom(1 + varintSize(length) + attributes.length + 1 + varintSize(data.length))
    this.#page[this.#end] = tagOf(MESSAGES)
    this.#end = writeVarint(this.#page, length, this.#end + 1)
    // Attributes stand before data, so that all but the data is one piece.
    this.#copy(attributes)
    if (data.length > 0) {
      this.#page[this.#end] = tagOf(DATA)
      this.#end = writeVarint(this.#page, data.length, this.#end + 1)
      if (data instanceof Uint8Array) this.#append(data)
      else for (const piece of data.pieces) this.#append(piece)
    }
    this.messages++
    this.bytes += fieldSize(length)
  }

  /** No more is added: what is written becomes the last piece. */
  finish(): void {
    if (this.#end > this.#start) this.chunks.push(this.#page.subarray(this.#start, this.#end))
    this.#start = this.#end
  }

  /** A finished request, made smaller; once, however often it is sent. */
  compress(): Promise<Body> {
    this.#compressed ??= gzipped(this.chunks)
    return this.#compressed
  }

  /** Two finished requests with half of its messages each, in order. Copies the data: only what was refused is taken apart. */
  halves(): [PublishRequest, PublishRequest] {
    const [topic = none, ...chunks] = this.chunks
    const bytes = Buffer.concat(chunks)
    const count = Math.ceil(this.messages / 2)
    const middle = endOfFields(bytes, count)
    return [
      PublishRequest.#of(topic, bytes.subarray(0, middle), count),
      PublishRequest.#of(topic, bytes.subarray(middle), this.messages - count),
    ]
  }

  static #of(topic: Uint8Array, bytes: Uint8Array, messages: number): PublishRequest {
    const request = new PublishRequest(topic)
    request.chunks.push(bytes)
    request.bytes += bytes.length
    request.messages = messages
    return request
  }

  #append(data: Uint8Array): void {
    if (data.length > COPIED) return this.#reference(data)
    this.#makeRoom(data.length)
    this.#copy(data)
  }

  #copy(bytes: Uint8Array): void {
    this.#page.set(bytes, this.#end)
    this.#end += bytes.length
  }

  #reference(data: Uint8Array): void {
    this.finish()
    this.chunks.push(data)
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#page.length) return
    this.finish()
    this.#page = Buffer.allocUnsafeSlow(Math.max(bytes, this.#nextPage))
    this.#nextPage = Math.min(2 * this.#nextPage, PAGE)
    this.#start = 0
    this.#end = 0
  }
}

interface Sized {
  readonly length: number
}

async function gzipped(chunks: readonly Uint8Array[]): Promise<Body> {
  const bytes = await gzip(Buffer.concat(chunks))
  return { chunks: [bytes], bytes: bytes.length, compressed: true }
}

const messageLength = (attributes: Sized, data: Sized): number =>
  attributes.length + (data.length > 0 ? fieldSize(data.length) : 0)

/** How many messages a google.pubsub.v1.PublishResponse acknowledges; -1 if it cannot be read. */
export const acknowledged = (response: Uint8Array): number => countFields(response, MESSAGE_IDS)
