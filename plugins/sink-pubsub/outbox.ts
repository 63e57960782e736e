import { PublishRequest, topicField } from '@psconnect/client-pubsub'
import { DELAY_MS, type PubSubSinkConfig, REQUEST_BYTES, REQUEST_MESSAGES } from './config.ts'
import { Outgoing } from './outgoing.ts'
import type { PendingWrite } from './pending-write.ts'

/** Pub/Sub takes no more in one request. */
const MAX_MESSAGES = 1_000

/** Gathers messages into requests: a request is handed on when it is full, when it has waited long enough, or when asked for. */
export class Outbox {
  readonly #topic: Uint8Array
  readonly #maxMessages: number
  readonly #maxBytes: number
  readonly #delayMs: number
  readonly #send: (request: Outgoing) => void
  #open: Outgoing | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(topic: string, config: PubSubSinkConfig, send: (request: Outgoing) => void) {
    this.#topic = topicField(topic)
    const { maxBufferSize = REQUEST_MESSAGES, maxBufferBytes = REQUEST_BYTES, delayThresholdMs = DELAY_MS } = config
    this.#maxMessages = Math.min(maxBufferSize, config.maxOutstandingMessages ?? MAX_MESSAGES, MAX_MESSAGES)
    this.#maxBytes = Math.min(maxBufferBytes, config.maxOutstandingRequestBytes ?? maxBufferBytes)
    this.#delayMs = delayThresholdMs
    this.#send = send
  }

  add(write: PendingWrite, attributes: Uint8Array, data: Uint8Array): void {
    const bytes = PublishRequest.sizeOf(attributes, data)
    if (this.#open && this.#open.body.bytes + bytes > this.#maxBytes) this.release()
    this.#open ??= new Outgoing(this.#topic)
    this.#open.add(write, attributes, data)
    if (this.#open.body.messages >= this.#maxMessages || this.#open.body.bytes >= this.#maxBytes) this.release()
  }

  /** What has been gathered may wait for more, but not longer than configured. */
  releaseSoon(): void {
    if (this.#open) this.#timer ??= setTimeout(() => this.release(), this.#delayMs)
  }

  release(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const request = this.#open
    this.#open = undefined
    if (request) this.#send(request)
  }

  /** Drops what has been gathered. */
  close(): void {
    this.#open = undefined
    this.release()
  }
}
