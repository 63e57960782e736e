import { PublishRequest, topicField } from '@psconnect/client-pubsub'
import type { SinkContext } from 'psconnect/plugin'
import { DELAY_MS, type PubSubSinkConfig, REQUEST_BYTES, REQUEST_MESSAGES } from './config.ts'
import { type Message, Outgoing } from './outgoing.ts'
import type { PendingWrite } from './pending-write.ts'

/** Pub/Sub takes no more in one request. */
const MAX_MESSAGES = 1_000
/** Of ordering keys there may be as many as records, each with a request of its own. */
const SMALL_PAGE = 512

interface OutboxUse {
  readonly context: SinkContext
  readonly send: (request: Outgoing) => void
}

/** Gathers messages into requests: a request is handed on when it is full, when it has waited long enough, or when asked for. */
export class Outbox {
  readonly #topic: Uint8Array
  readonly #maxMessages: number
  readonly #maxBytes: number
  readonly #delayMs: number
  readonly #context: SinkContext
  readonly #send: OutboxUse['send']
  /** By ordering key: the service takes no request with two of them. */
  readonly #open = new Map<string, Outgoing>()
  #timer: NodeJS.Timeout | undefined

  constructor(topic: string, config: PubSubSinkConfig, use: OutboxUse) {
    this.#topic = topicField(topic)
    this.#context = use.context
    this.#send = use.send
    const { maxBufferSize = REQUEST_MESSAGES, maxBufferBytes = REQUEST_BYTES, delayThresholdMs = DELAY_MS } = config
    this.#maxMessages = Math.min(maxBufferSize, config.maxOutstandingMessages ?? MAX_MESSAGES, MAX_MESSAGES)
    this.#maxBytes = Math.min(maxBufferBytes, config.maxOutstandingRequestBytes ?? maxBufferBytes)
    this.#delayMs = delayThresholdMs
  }

  /** `index` is the record's in the batch of the write. */
  add(write: PendingWrite, index: number, message: Message): void {
    const { orderingKey } = message
    const bytes = PublishRequest.sizeOf(message.attributes, message.body.data)
    let request = this.#open.get(orderingKey)
    if (request && request.body.bytes + bytes > this.#maxBytes) {
      this.#close(request)
      request = undefined
    }
    if (!request) {
      const page = orderingKey === '' ? undefined : SMALL_PAGE
      request = new Outgoing(new PublishRequest(this.#topic, page), orderingKey, this.#context)
      this.#open.set(orderingKey, request)
    }
    request.add(write, index, message)
    if (request.body.messages >= this.#maxMessages || request.body.bytes >= this.#maxBytes) this.#close(request)
  }

  /** What has been gathered may wait for more, but not longer than configured. */
  releaseSoon(): void {
    if (this.#open.size > 0) this.#timer ??= setTimeout(() => this.release(), this.#delayMs)
  }

  release(): void {
    this.#stopTimer()
    for (const request of this.#open.values()) this.#close(request)
  }

  /** Drops what has been gathered. */
  close(): void {
    this.#open.clear()
    this.#stopTimer()
  }

  #close(request: Outgoing): void {
    this.#open.delete(request.orderingKey)
    if (this.#open.size === 0) this.#stopTimer()
    this.#send(request)
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
