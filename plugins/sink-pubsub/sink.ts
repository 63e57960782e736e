import { ConnectError, type ConnectRecord, type Sink, type SinkContext } from 'psconnect/plugin'
import type { PubSubSinkConfig } from './config.ts'
import { CountedWarning } from './counted-warning.ts'
import { MessageReader } from './message.ts'
import { Outbox } from './outbox.ts'
import { PendingWrite } from './pending-write.ts'
import { Publisher } from './publisher.ts'
import type { Receiver } from './receiver.ts'

/** Publishes the records of one task. */
export class PubSubSink implements Sink {
  readonly attemptTimeoutMs: number
  readonly #receiver: Receiver
  readonly #context: SinkContext
  readonly #messages: MessageReader
  readonly #unpublished: CountedWarning
  readonly #headersLeftOut: CountedWarning
  readonly #outbox: Outbox
  readonly #publisher: Publisher
  readonly #writes = new Set<PendingWrite>()
  #ended: { readonly reason: unknown } | undefined

  constructor(receiver: Receiver, config: PubSubSinkConfig, context: SinkContext) {
    this.attemptTimeoutMs = config.maxRequestTimeoutMs
    this.#receiver = receiver
    this.#context = context
    this.#unpublished = new CountedWarning(
      context.log,
      'records without a value and without attributes were not published',
    )
    this.#headersLeftOut = new CountedWarning(context.log, 'headers that Pub/Sub does not take were left out')
    this.#messages = new MessageReader(config, config['headers.too.big'] === 'drop' ? this.#headersLeftOut : undefined)
    const events = { ended: this.#end, idle: () => this.#outbox.release() }
    this.#publisher = new Publisher(receiver, config, { context, events })
    this.#outbox = new Outbox(receiver.topic, config, { context, send: request => this.#publisher.send(request) })
    context.signal.addEventListener('abort', this.#abort)
  }

  async write(batch: readonly ConnectRecord[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#ended) throw this.#ended.reason
    const write = new PendingWrite(batch)
    this.#writes.add(write)
    const rejections = this.#take(batch, write)
    if (this.#publisher.idle) this.#outbox.release()
    else this.#outbox.releaseSoon()
    return this.#settled(write, rejections, signal)
  }

  async flush(): Promise<void> {
    this.#outbox.release()
    this.#publisher.hurry()
  }

  async close(): Promise<void> {
    this.#context.signal.removeEventListener('abort', this.#abort)
    this.#publisher.end(new ConnectError('SINK_FAILED', 'the sink was closed before all was stored'))
  }

  /** Gives the rejections of records that cannot be published. */
  #take(batch: readonly ConnectRecord[], write: PendingWrite): Promise<void>[] {
    const rejections: Promise<void>[] = []
    for (const [index, record] of batch.entries()) {
      try {
        if (!this.#messages.read(record)) this.#unpublished.add(record)
        else this.#outbox.add(write, index, this.#messages)
      } catch (error) {
        rejections.push(ConnectError.is(error) ? this.#context.reject(record, error) : Promise.reject(error))
      }
    }
    write.allExpected()
    return rejections
  }

  /** The batch is not here: while a write is under way, nothing holds the values that were decoded for it. */
  async #settled(write: PendingWrite, rejections: readonly Promise<void>[], signal: AbortSignal): Promise<void> {
    const abort = () => write.giveUp(signal.reason)
    signal.addEventListener('abort', abort)
    try {
      await Promise.all([write.stored, ...rejections])
    } finally {
      this.#writes.delete(write)
      signal.removeEventListener('abort', abort)
    }
  }

  readonly #abort = () => this.#publisher.end(this.#context.signal.reason)

  readonly #end = (reason: unknown) => {
    this.#ended = { reason }
    this.#outbox.close()
    this.#unpublished.close()
    this.#headersLeftOut.close()
    this.#receiver.channel.close()
    for (const write of this.#writes) write.giveUp(reason)
  }
}
