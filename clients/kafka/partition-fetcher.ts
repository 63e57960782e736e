import { ConnectError, type Logger, type SourceBatch, type SourceContext } from 'psconnect/plugin'
import { dropConnection, pause } from './connection.ts'
import { failureOf } from './errors.ts'
import { FetchHold } from './fetch-hold.ts'
import { type FetchedPartition, type FetchLimits, type FetchResponse, fetchFrom } from './fetch-request.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { leaders } from './leaders.ts'
import { decodeRecordBatches } from './record-batches.ts'
import { logRanges, type ResetPolicy, startOffset } from './start-offsets.ts'
import { byTopic, type TopicPartition } from './topic-partition.ts'

/** How far a partition has been fetched. */
export interface Position extends TopicPartition {
  readonly name: string
  offset: bigint
  highWatermark: bigint
}

export interface FetcherOptions {
  readonly cluster: Cluster
  readonly positions: readonly Position[]
  readonly limits: FetchLimits & { readonly maxPartitionBytes: number }
  readonly policy: ResetPolicy
  readonly host: Pick<SourceContext, 'reserve' | 'missed'>
  readonly log: Logger
  emit(batch: SourceBatch): void
}

const offsetOutOfRange = 1
const topicNotAuthorized = 29
/** Errors of a partition that a look at fresh metadata mends. */
const stale = new Set([3, 5, 6, 9, 56, 74, 75, 76])

/** Fetches from every broker that leads one of the partitions, one request at a time from each, as long as there is memory for it. */
export class PartitionFetcher {
  readonly #options: FetcherOptions
  /** In the order they are asked for; who gave records goes to the end, so that all get their turn. */
  readonly #positions: Map<string, Position>

  constructor(options: FetcherOptions) {
    this.#options = options
    this.#positions = new Map(options.positions.map(position => [position.name, position]))
  }

  /** Resolves when the signal aborts; rejects when reading cannot go on. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController()
    const stop = AbortSignal.any([signal, failed.signal])
    const loops = new Map<number, Promise<void>>()
    while (!stop.aborted) {
      const led = new Map([...this.#positions.keys()].map(name => [name, leaders(this.#options.cluster).get(name)]))
      for (const nodeId of new Set(led.values())) {
        if (nodeId === undefined) await this.#refresh()
        else if (!loops.has(nodeId))
          loops.set(
            nodeId,
            this.#fetchAll(nodeId, stop)
              .catch((error: unknown) => failed.abort(error))
              .finally(() => loops.delete(nodeId)),
          )
      }
      await pause(250, stop)
    }
    await Promise.all(loops.values())
    if (failed.signal.aborted) throw failed.signal.reason
  }

  async #fetchAll(nodeId: number, signal: AbortSignal): Promise<void> {
    const { log } = this.#options
    for (let failures = 0; !signal.aborted; ) {
      const wanted = [...this.#positions.values()].filter(
        ({ name }) => leaders(this.#options.cluster).get(name) === nodeId,
      )
      if (wanted.length === 0) return
      try {
        await this.#fetch(nodeId, wanted, signal)
        if (failures > 0) log.info({ broker: nodeId }, `Broker ${nodeId} answers again`)
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        const { fatal, message } = failureOf(error)
        if (fatal || ConnectError.is(error)) throw error
        if (failures % 30 === 0)
          log.warn({ broker: nodeId }, `Cannot fetch from broker ${nodeId}: ${message}; trying again`)
        await pause(Math.min(100 * 2 ** failures++, 1000), signal)
        await this.#refresh()
      }
    }
  }

  async #fetch(nodeId: number, wanted: readonly Position[], signal: AbortSignal): Promise<void> {
    const { cluster, limits, host } = this.#options
    const topics = byTopic(
      wanted.map(({ topic, partition, offset }) => ({
        topic,
        partition,
        fetchOffset: offset.toString(),
        maxBytes: limits.maxPartitionBytes,
      })),
    )
    const reservation = await host.reserve(limits.maxBytes, signal)
    try {
      const broker = await cluster.findBroker({ nodeId })
      const answer = fetchFrom(broker, topics, limits)
      const response = await unlessAborted(answer, signal)
      if (!response) return void answer.catch(() => undefined).finally(() => reservation.release())
      const hold = new FetchHold(reservation, response.pinnedBytes)
      await this.#take(response, hold, signal).finally(() => hold.release())
      if (response.clientSideThrottleTime > 0) await pause(response.clientSideThrottleTime, signal)
    } catch (error) {
      reservation.release()
      if (error instanceof Error && error.name === 'KafkaJSRequestTimeoutError')
        dropConnection(await cluster.findBroker({ nodeId }))
      throw error
    }
  }

  async #take({ partitions }: FetchResponse, hold: FetchHold, signal: AbortSignal): Promise<void> {
    let outdated = false
    for (const fetched of partitions) {
      const position = this.#positions.get(`${fetched.topic}/${fetched.partition}`)
      if (!position || signal.aborted) continue
      if (fetched.errorCode === 0) await this.#takeRecords(fetched, position, { hold, signal })
      else if (fetched.errorCode === offsetOutOfRange) await this.#reposition(position)
      else if (stale.has(fetched.errorCode)) outdated = true
      else throw partitionError(fetched)
    }
    if (outdated) {
      await pause(100, signal)
      await this.#refresh()
    }
  }

  async #takeRecords(
    fetched: FetchedPartition,
    position: Position,
    { hold, signal }: { hold: FetchHold; signal: AbortSignal },
  ): Promise<void> {
    const { records, next, decompressedBytes } = await decodeRecordBatches(fetched.bytes, position.offset, position)
    hold.grow(decompressedBytes)
    position.highWatermark = fetched.highWatermark
    if (next === position.offset || signal.aborted) return
    position.offset = next
    this.#positions.delete(position.name)
    this.#positions.set(position.name, position)
    this.#options.emit({ partition: position.name, records, next, release: hold.share() })
  }

  /** The log does not hold what was asked for: its head was deleted, or it was cut off. */
  async #reposition(position: Position): Promise<void> {
    const { cluster, policy, host, log } = this.#options
    const range = (await logRanges(cluster, [position])).get(position.name)
    if (!range) return
    const { offset, expired, remark } = startOffset({ name: position.name, committed: position.offset }, range, policy)
    if (remark !== '') log.error({ partition: position.name, expired: Number(expired) }, remark)
    if (expired > 0n) host.missed(expired)
    position.offset = offset
  }

  async #refresh(): Promise<void> {
    await this.#options.cluster.refreshMetadata().catch(() => undefined)
  }
}

function partitionError({ topic, partition, errorCode }: FetchedPartition): ConnectError {
  const why =
    errorCode === topicNotAuthorized
      ? 'this user may not read the topic: ask for READ on it'
      : `the broker answers with error ${errorCode} of Kafka's protocol`
  return new ConnectError('SOURCE_FAILED', `Cannot read ${topic}/${partition}: ${why}.`)
}

/** What the promise gives, or undefined as soon as the signal aborts; then what comes later is the caller's to drop. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
