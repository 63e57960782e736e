import { once } from 'node:events'
import type { LentMessage } from '@psconnect/client-pubsub'
import type { ConsumerRecord, SchemaAndValue } from '../../api/record.ts'
import { reasonOf } from '../../telemetry/log-record.ts'
import { CommandFailed } from '../command.ts'
import { showRecord } from '../consume/show-record.ts'
import type { Subscription } from '../subscription.ts'
import type { Asked } from './arguments.ts'
import type { MessageReader } from './read-message.ts'
import { saveMessage } from './save-message.ts'

/** Of alerts these are some megabytes. */
const perPull = 100
/**
 * A pull that is cut off may still be lent messages, for which nobody then gives them back: so none is, and none takes longer than who
 * presses Ctrl-C would wait.
 */
const patienceMs = 2000
const uncut = new AbortController().signal

/** One run over a subscription: each message is shown once, and acknowledged or held until it is given back. */
export class Pulling {
  shown = 0
  failed = 0
  readonly #asked: Asked
  readonly #subscription: Subscription
  readonly #reader: MessageReader
  /** Those that are to be given back, by their ids: when a lease runs out, they come again. */
  readonly #held = new Map<string, LentMessage>()

  constructor(asked: Asked, subscription: Subscription, reader: MessageReader) {
    this.#asked = asked
    this.#subscription = subscription
    this.#reader = reader
  }

  /** Resolves when there are enough, or none has come for a while. */
  async run(signal: AbortSignal): Promise<void> {
    const { maxMessages, timeoutMs } = this.#asked
    let until = performance.now() + timeoutMs
    while (this.#seen < maxMessages && performance.now() < until) {
      signal.throwIfAborted()
      const count = Math.min(perPull, maxMessages - this.#seen)
      const messages = await this.#subscription.pull(count, Math.min(until - performance.now(), patienceMs), uncut)
      const before = this.#seen
      await this.#takeAll(messages, signal)
      if (this.#seen > before) until = performance.now() + timeoutMs
    }
  }

  async close(): Promise<void> {
    await this.#subscription.giveBack([...this.#held.values()])
  }

  get #seen(): number {
    return this.shown + this.failed
  }

  /** All are held from the start, so that what is not shown goes back in whatever way this ends. */
  async #takeAll(messages: readonly LentMessage[], signal: AbortSignal): Promise<void> {
    const fresh = messages.filter(({ id }) => !this.#held.has(id))
    for (const message of messages) this.#held.set(message.id, message)
    const shown: LentMessage[] = []
    for (const message of fresh) {
      signal.throwIfAborted()
      if (await this.#take(message, signal)) shown.push(message)
    }
    if (!this.#asked.acknowledge) return
    await this.#subscription.acknowledge(shown)
    for (const { id } of shown) this.#held.delete(id)
  }

  /** False: it cannot be read. */
  async #take(message: LentMessage, signal: AbortSignal): Promise<boolean> {
    const { save, cutouts: withCutouts } = this.#asked
    const record = recordOf(message)
    try {
      const value = this.#needsNothing ? nothing : await this.#reader.read(record, message)
      if (save !== undefined) await saveMessage(save, { message, value, withCutouts })
      const text = showRecord(this.#asked, () => placeOf(message))(record, value)
      if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof CommandFailed) throw error
      this.failed++
      console.error(`${placeOf(message)}: ${reasonOf(error)}`)
      return false
    }
    this.shown++
    return true
  }

  /** Only bytes and sizes are shown. */
  get #needsNothing(): boolean {
    const { format, fields, properties, save } = this.#asked
    if (save !== undefined || fields.length > 0) return false
    return format === 'raw' || (format === 'summary' && properties.length === 0)
  }
}

const nothing: SchemaAndValue = { schema: null, value: null }

/** As for records, where the attributes say it; anybody may have written these, so they are shown only where they can be a place. */
function placeOf({ id, attributes }: LentMessage): string {
  const { 'kafka.topic': topic, 'kafka.partition': partition, 'kafka.offset': offset } = attributes
  const place = `${topic}-${partition}@${offset}`
  return /^[\w.-]+-\d+@\d+$/.test(place) ? place : `message ${id}`
}

/** As if it had been read from Kafka. */
const recordOf = ({ data, publishTime }: LentMessage): ConsumerRecord & { readonly value: Uint8Array } => ({
  topic: 'pubsub',
  partition: 0,
  offset: 0n,
  timestamp: BigInt(publishTime),
  key: null,
  value: data,
  headers: [],
})
