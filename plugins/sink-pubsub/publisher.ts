import { GrpcError, publish } from '@psconnect/client-pubsub'
import { ConnectError, type SinkContext } from 'psconnect/plugin'
import type { PubSubSinkConfig } from './config.ts'
import { finalError, isAboutMessages, reasonOf } from './failure.ts'
import { OrderingGate } from './ordering-gate.ts'
import { Outage } from './outage.ts'
import type { Outgoing } from './outgoing.ts'
import { Pace } from './pace.ts'
import type { Receiver } from './receiver.ts'

const LINE_EVERY_MS = 30_000

export interface PublisherEvents {
  /** Nothing can be published any more. Called at most once. */
  readonly ended: (reason: unknown) => void
  /** All requests are stored. */
  readonly idle: () => void
}

/** Sends requests, several at a time, each again and again until it is stored, or something says that it never will be. */
export class Publisher {
  readonly #receiver: Receiver
  readonly #config: PubSubSinkConfig
  readonly #context: SinkContext
  readonly #events: PublisherEvents
  readonly #outage: Outage
  readonly #pace = new Pace()
  readonly #gate = new OrderingGate()
  readonly #stop = new AbortController()
  /** Those that failed stand behind those that were not tried yet: one that fails for reasons of its own holds nothing up. */
  readonly #ready: Outgoing[] = []
  readonly #underWay = new Set<Outgoing>()
  #resume: NodeJS.Timeout | undefined

  constructor(receiver: Receiver, config: PubSubSinkConfig, use: { context: SinkContext; events: PublisherEvents }) {
    this.#receiver = receiver
    this.#config = config
    this.#context = use.context
    this.#events = use.events
    this.#outage = new Outage(use.context, {
      topic: receiver.topic,
      lineEvery: Math.min(LINE_EVERY_MS, config.maxTotalTimeoutMs),
      giveUpAfter: config['publish.give.up.ms'],
      waiting: () =>
        [this.#ready, this.#underWay, this.#gate.waiting].reduce((total, some) => total + sum(some, 'messages'), 0),
      giveUp: message => this.end(new ConnectError('SINK_FAILED', message)),
    })
  }

  get idle(): boolean {
    return this.#ready.length === 0 && this.#underWay.size === 0
  }

  send(request: Outgoing): void {
    request.body.finish()
    if (this.#gate.lets(request)) this.#ready.push(request)
    this.#pump()
  }

  /** Does not wait for the end of a pause. */
  hurry(): void {
    this.#pace.hurry()
    this.#pump()
  }

  /** Drops everything. Idempotent. */
  end(reason: unknown): void {
    if (this.#stop.signal.aborted) return
    this.#stop.abort(reason)
    clearTimeout(this.#resume)
    this.#outage.close()
    this.#ready.length = 0
    this.#events.ended(reason)
  }

  readonly #pump = () => {
    clearTimeout(this.#resume)
    for (let next = this.#ready[0]; next && this.#hasRoomFor(next); next = this.#ready[0]) {
      const wait = this.#pace.wait(performance.now())
      if (wait > 0) {
        this.#resume = setTimeout(this.#pump, wait)
        return
      }
      this.#ready.shift()
      void this.#attempt(next)
    }
  }

  #hasRoomFor({ body }: Outgoing): boolean {
    if (this.#stop.signal.aborted) return false
    if (this.#underWay.size === 0) return true
    const { maxOutstandingRequestBytes: bytes, maxOutstandingMessages: messages } = this.#config
    if (bytes !== undefined && sum(this.#underWay, 'bytes') + body.bytes > bytes) return false
    if (messages !== undefined && sum(this.#underWay, 'messages') + body.messages > messages) return false
    return this.#underWay.size < this.#pace.limit
  }

  async #attempt(request: Outgoing): Promise<void> {
    const startedAt = performance.now()
    this.#underWay.add(request)
    if (request.uncertain) this.#context.resent(request.body.messages)
    const failure = await this.#publish(request)
    this.#underWay.delete(request)
    const milliseconds = performance.now() - startedAt
    this.#context.requested({ records: request.body.messages, milliseconds, stored: !failure })
    if (this.#stop.signal.aborted) return
    if (!failure) this.#stored(request)
    else if (this.#renewsToken(failure)) this.#ready.push(request)
    else this.#failed(request, failure.error, startedAt)
    this.#pump()
    if (this.idle) this.#events.idle()
  }

  async #publish({ body }: Outgoing): Promise<Failure | undefined> {
    const { channel, tokens } = this.#receiver
    const { signal } = this.#stop
    let authorization: string | undefined
    try {
      authorization = await tokens?.current(signal)
      const { enableCompression, compressionBytesThreshold, maxRequestTimeoutMs: deadlineMs } = this.#config
      const compress = enableCompression && body.bytes >= compressionBytesThreshold
      await publish(channel, body, { deadlineMs, signal, authorization, compress })
      return undefined
    } catch (error) {
      return { error, authorization }
    }
  }

  #stored(request: Outgoing): void {
    this.#answered(request)
    request.stored()
    this.#passOn(request)
  }

  /** One message that Pub/Sub does not take makes it refuse the request: that one is found by halving, the others go through. */
  #refused(request: Outgoing, error: GrpcError): void {
    this.#answered(request)
    if (request.body.messages === 1) {
      request.reject(`Pub/Sub refuses it: ${reasonOf(error)}`)
      return this.#passOn(request)
    }
    const [first, second] = request.halves()
    this.#ready.push(first)
    if (request.orderingKey === '') this.#ready.push(second)
    else this.#gate.putFirst(second)
  }

  #answered(request: Outgoing): void {
    this.#receiver.tokens?.accepted()
    this.#pace.succeeded(performance.now())
    this.#outage.ended(request)
  }

  /** A request is done with: the next of its ordering key may go. */
  #passOn(request: Outgoing): void {
    const next = this.#gate.after(request)
    if (next) this.#ready.push(next)
  }

  /** Whether all that is wrong is that the access token is no longer accepted. */
  #renewsToken({ error, authorization }: Failure): boolean {
    const { tokens } = this.#receiver
    if (!(error instanceof GrpcError) || error.code !== 'UNAUTHENTICATED' || !authorization) return false
    if (!tokens?.refused(authorization)) return false
    const { log } = this.#context
    log.info({ reason: error.message }, 'Pub/Sub no longer accepts the access token; a new one is fetched')
    return true
  }

  #failed(request: Outgoing, error: unknown, startedAt: number): void {
    if (!(error instanceof GrpcError)) return this.end(error)
    if (isAboutMessages(error, this.#receiver.topic)) return this.#refused(request, error)
    const final = finalError(error, `publishing to ${this.#receiver.topic}`)
    if (final) return this.end(final)
    request.uncertain ||= error.mayHaveActed
    this.#ready.push(request)
    this.#pace.failed(startedAt, performance.now())
    this.#outage.failed(request, reasonOf(error))
  }
}

interface Failure {
  readonly error: unknown
  /** The `authorization` header of the attempt. */
  readonly authorization: string | undefined
}

function sum(requests: Iterable<Outgoing>, what: 'bytes' | 'messages'): number {
  let total = 0
  for (const { body } of requests) total += body[what]
  return total
}
