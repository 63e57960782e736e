import type { SourceBatch, SourceContext } from 'psconnect/plugin'
import { BatchQueue } from './batch-queue.ts'
import { closeCluster } from './cluster.ts'
import type { ConnectionOptions } from './connection.ts'
import { fatalError } from './errors.ts'
import { FetchRoom } from './fetch-room.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { PartitionFetcher } from './partition-fetcher.ts'
import type { Position } from './position.ts'
import { reachCluster } from './reach-cluster.ts'
import { type ReadFrom, readPositions } from './read-positions.ts'
import { Troubles } from './troubles.ts'

export interface ReaderOptions extends ReadFrom {
  readonly connection: ConnectionOptions
}

/** `retrying` is told why nothing can be read for the moment; null when it can again. */
export type ReaderHost = Pick<SourceContext, 'log' | 'retrying'>

/** Where reading a partition begins, and what its log ended with then. */
export interface ReadPartition {
  readonly partition: number
  readonly start: bigint
  readonly end: bigint
}

/** Reads partitions of a topic without a consumer group: nothing is joined, nothing committed, nobody disturbed. */
export class TopicReader {
  readonly partitions: readonly ReadPartition[]
  readonly #options: ReaderOptions
  readonly #host: ReaderHost
  readonly #cluster: Cluster
  readonly #positions: readonly Position[]
  readonly #queue = new BatchQueue()
  readonly #closing = new AbortController()
  #running: Promise<void> = Promise.resolve()

  private constructor(
    options: ReaderOptions,
    host: ReaderHost,
    found: { cluster: Cluster; positions: readonly Position[] },
  ) {
    this.#options = options
    this.#host = host
    this.#cluster = found.cluster
    this.#positions = found.positions
    this.partitions = found.positions.map(({ partition, offset, readableEnd }) => ({
      partition,
      start: offset,
      end: readableEnd,
    }))
  }

  /**
   * Rejects at once where brokers do not answer or refuse this client (SOURCE_UNAVAILABLE), and where the topic, a partition or an offset
   * is not there (SOURCE_FAILED).
   */
  static async open(options: ReaderOptions, host: ReaderHost): Promise<TopicReader> {
    const cluster = await reachCluster(options.connection, [options.topic])
    try {
      return new TopicReader(options, host, { cluster, positions: await readPositions(cluster, options) })
    } catch (error) {
      await closeCluster(cluster)
      throw fatalError(`Cannot read the topic ${options.topic}`, error)
    }
  }

  /** Once. Waits for what is yet to be written, until the signal aborts; each batch must be released. */
  async *read(signal: AbortSignal): AsyncGenerator<SourceBatch> {
    const stop = AbortSignal.any([signal, this.#closing.signal])
    if (stop.aborted) return
    stop.addEventListener('abort', () => this.#queue.end())
    this.#running = this.#fetcher()
      .run(stop)
      .catch((error: unknown) => this.#queue.end(fatalError(`Cannot read the topic ${this.#options.topic}`, error)))
    yield* this.#queue
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#running
    // What is not answered by now, such as the last fetch, nobody waits for.
    await closeCluster(this.#cluster, 0)
  }

  #fetcher(): PartitionFetcher {
    const { from, isolation } = this.#options
    const { log, retrying } = this.#host
    const room = new FetchRoom()
    const { fetchBytes } = room
    return new PartitionFetcher({
      cluster: this.#cluster,
      positions: this.#positions,
      limits: { isolation, maxBytes: fetchBytes, maxPartitionBytes: fetchBytes, minBytes: 1, maxWaitTime: 500 },
      policy: from === 'latest' ? 'latest' : 'earliest',
      // What has expired is said by the log.
      host: { fetchBytes, reserve: (bytes, until) => room.reserve(bytes, until), missed() {} },
      log,
      troubles: new Troubles(reason => retrying(reason)),
      emit: batch => this.#queue.push(batch),
    })
  }
}
