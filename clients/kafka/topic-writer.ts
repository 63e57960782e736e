import { ConnectError, type SinkContext } from 'psconnect/plugin'
import { encodeRecordBatch, type OutgoingRecord } from './encode-record-batch.ts'
import { failureOf, nameOfError } from './errors.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { leaders } from './leaders.ts'
import { produceTo } from './produce-request.ts'
import { partitionOf, type TopicPartition } from './topic-partition.ts'

/** Errors of a broker that concern what a record is, not when it comes. */
const refusals = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_TIMESTAMP', 'INVALID_RECORD'])
/** After these a broker may have the records nevertheless. */
const undecided = new Set(['REQUEST_TIMED_OUT', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'UNKNOWN'])
const notAuthorized = new Set(['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'])

export interface WriterOptions {
  readonly cluster: Cluster
  readonly topic: string
  readonly timeoutMs: number
  readonly host: Pick<SinkContext, 'resent' | 'requested' | 'hold'>
}

/** Makes one attempt after another at writing to a topic. */
export class TopicWriter {
  readonly #options: WriterOptions
  #requests = 0
  /** The outcome of the last attempt is not known. */
  #inDoubt = false

  constructor(options: WriterOptions) {
    this.#options = options
  }

  /** Null when all of them are stored, else why that can never be. Rejects with what may pass, or with a ConnectError that does not. */
  async attempt(records: readonly OutgoingRecord[]): Promise<string | null> {
    const { cluster, topic } = this.#options
    await cluster.connect()
    try {
      await this.#write(records)
      this.#inDoubt = false
      return null
    } catch (error) {
      const { type, message } = failureOf(error)
      if (nameOfError(error) === 'KafkaJSProtocolError') this.#inDoubt = undecided.has(type)
      if (refusals.has(type)) return `the broker answers ${type}: ${message}`
      throw notAuthorized.has(type) ? mayNotWrite(topic) : error
    }
  }

  async #write(records: readonly OutgoingRecord[]): Promise<void> {
    const { cluster, timeoutMs, host } = this.#options
    const target = this.#nextPartition()
    const broker = await cluster.findBroker({ nodeId: target.leader })
    const batch = encodeRecordBatch(records)
    const held = host.hold(batch.length)
    if (this.#inDoubt) host.resent(records.length)
    this.#inDoubt = true
    const start = performance.now()
    let stored = false
    try {
      await produceTo(broker, target, { batch, timeoutMs })
      stored = true
    } finally {
      held.release()
      host.requested({ records: records.length, milliseconds: performance.now() - start, stored })
    }
  }

  /** They take turns, those without a leader left out. */
  #nextPartition(): TopicPartition & { readonly leader: number } {
    const { cluster, topic } = this.#options
    const led = [...leaders(cluster)].map(([name, leader]) => ({ ...partitionOf(name), leader }))
    const partition = led[this.#requests++ % led.length]
    if (!partition) throw new Error(`no broker leads a partition of ${topic}`)
    return partition
  }
}

const mayNotWrite = (topic: string): ConnectError =>
  new ConnectError('SINK_FAILED', `Cannot write to the topic ${topic}: this user may not. Ask for WRITE on it.`)
