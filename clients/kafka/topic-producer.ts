import { ConnectError, type SinkContext } from 'psconnect/plugin'
import { closeCluster, openCluster } from './cluster.ts'
import type { ConnectionOptions } from './connection.ts'
import { batchSize, type OutgoingRecord } from './encode-record-batch.ts'
import { ensureTopic } from './ensure-topic.ts'
import { failureOf } from './errors.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { keepTrying } from './keep-trying.ts'
import { TopicWriter } from './topic-writer.ts'
import { Troubles } from './troubles.ts'
import { unlessAborted } from './waiting.ts'

export interface ProducerOptions {
  readonly connection: ConnectionOptions
  readonly topic: string
  readonly replicationFactor: number
  /** Bytes of a request at most, and so of a record with what stands around it. */
  readonly maxRequestBytes: number
}

export type ProducerHost = Pick<SinkContext, 'log' | 'signal' | 'retrying' | 'resent' | 'requested' | 'hold'>

interface Waiting {
  readonly record: OutgoingRecord
  readonly size: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes records to one topic, one request after another, each until all in-sync replicas have it; what comes meanwhile shares the
 * next. The outcome of an attempt may be unknown, so a record may be written twice.
 */
export class TopicProducer {
  readonly #options: ProducerOptions
  readonly #host: ProducerHost
  readonly #cluster: Cluster
  readonly #writer: TopicWriter
  readonly #troubles: Troubles
  readonly #closing = new AbortController()
  readonly #signal: AbortSignal
  readonly #waiting: Waiting[] = []
  #sending: Promise<void> | undefined

  private constructor(options: ProducerOptions, host: ProducerHost) {
    this.#options = options
    this.#host = host
    this.#cluster = openCluster(options.connection)
    this.#cluster.targetTopics = new Set([options.topic])
    const { topic, connection } = options
    this.#writer = new TopicWriter({ cluster: this.#cluster, topic, timeoutMs: connection.requestTimeoutMs, host })
    this.#troubles = new Troubles(reason => host.retrying(reason))
    this.#signal = AbortSignal.any([host.signal, this.#closing.signal])
  }

  /** Resolves when the topic is there, creating it where it is not; waits for brokers that cannot be reached. */
  static async open(options: ProducerOptions, host: ProducerHost): Promise<TopicProducer> {
    const producer = new TopicProducer(options, host)
    try {
      await producer.#keepTrying(async () => {
        await ensureTopic(producer.#cluster, options)
        await producer.#cluster.refreshMetadata()
      })
      return producer
    } catch (error) {
      await producer.close()
      throw error
    }
  }

  /** Resolves when the record is stored. Rejects with RECORD_REFUSED where it never can be, else with what ends this producer. */
  send(record: OutgoingRecord): Promise<void> {
    const size = batchSize(record)
    const { topic, maxRequestBytes } = this.#options
    if (size > maxRequestBytes)
      return Promise.reject(
        refused(topic, `its ${size} bytes are more than max.request.size, which is ${maxRequestBytes}`),
      )
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.push({ record, size, resolve, reject })
    this.#sending ??= this.#sendAll()
    return promise
  }

  /** What is not stored by then is refused. */
  async close(): Promise<void> {
    this.#closing.abort(new ConnectError('SINK_FAILED', `the producer of ${this.#options.topic} was closed`))
    await this.#sending
    await closeCluster(this.#cluster)
  }

  /** Never rejects: each record is told for itself. */
  async #sendAll(): Promise<void> {
    let request: Waiting[] = []
    try {
      while (this.#waiting.length > 0) {
        request = this.#nextRequest()
        await this.#deliver(request)
      }
    } catch (error) {
      this.#closing.abort(error)
      for (const { reject } of [...request, ...this.#waiting.splice(0)]) reject(error)
    }
    this.#sending = undefined
  }

  #nextRequest(): Waiting[] {
    let bytes = 0
    const fits = this.#waiting.findIndex(({ size }) => (bytes += size) > this.#options.maxRequestBytes)
    return this.#waiting.splice(0, fits === -1 ? this.#waiting.length : fits)
  }

  /** A request that is refused for one of its records is halved until that one is found. */
  async #deliver(request: readonly Waiting[]): Promise<void> {
    const records = request.map(({ record }) => record)
    const refusal = await this.#keepTrying(() => this.#writer.attempt(records))
    if (refusal === null) for (const { resolve } of request) resolve()
    else if (request.length === 1) request[0]?.reject(refused(this.#options.topic, refusal))
    else {
      const middle = Math.ceil(request.length / 2)
      await this.#deliver(request.slice(0, middle))
      await this.#deliver(request.slice(middle))
    }
  }

  /** Rejects with what ended it, also when that is the signal. */
  async #keepTrying<T>(attempt: () => Promise<T>): Promise<T> {
    const { log } = this.#host
    const { topic } = this.#options
    const trying = keepTrying(async () => ({ result: await attempt() }), {
      complaint: `Cannot write to the topic ${topic}`,
      log,
      troubles: this.#troubles,
      signal: this.#signal,
      between: async () => {
        await unlessAborted(
          this.#cluster.refreshMetadata().catch(() => undefined),
          this.#signal,
        )
        return true
      },
    })
    const outcome = await unlessAborted(trying, this.#signal).catch((error: unknown) => {
      throw ConnectError.is(error) ? error : unusable(topic, error)
    })
    if (!outcome) throw this.#signal.reason
    return outcome.result
  }
}

const refused = (topic: string, why: string): ConnectError =>
  new ConnectError('RECORD_REFUSED', `the topic ${topic} cannot take the record: ${why}`)

const unusable = (topic: string, error: unknown): ConnectError =>
  new ConnectError('SINK_FAILED', `Cannot write to the topic ${topic}: ${failureOf(error).message}`, { cause: error })
