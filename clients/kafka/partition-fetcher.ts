import { ConnectError, type Logger, type SourceBatch, type SourceContext } from 'psconnect/plugin'
import { failureOf } from './errors.ts'
import { FetchHold } from './fetch-hold.ts'
import { type FetchedPartition, type FetchLimits, type FetchResponse, fetchFrom } from './fetch-request.ts'
import { frames } from './frame-pool.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { leaders } from './leaders.ts'
import { isOutOfRange, partitionFailure } from './partition-failure.ts'
import type { Position } from './position.ts'
import { decodeRecordBatches } from './record-batches.ts'
import { logRanges, type ResetPolicy, startOffset } from './start-offsets.ts'
import { byTopic, nameOf } from './topic-partition.ts'
import type { Troubles } from './troubles.ts'
import { pause, unlessAborted } from './waiting.ts'

export interface FetcherOptions {
  readonly cluster: Cluster
  readonly positions: readonly Position[]
  readonly limits: FetchLimits & { readonly maxPartitionBytes: number }
  readonly policy: ResetPolicy
  readonly host: Pick<SourceContext, 'fetchBytes' | 'reserve' | 'missed'>
  readonly log: Logger
  readonly troubles: Troubles
  readonly emit: (batch: SourceBatch) => void
}

/** One request: what it asked for, the memory of its answer, and when nobody wants it any more. */
interface Fetching {
  readonly asked: ReadonlyMap<string, bigint>
  readonly maxBytes: number
  readonly hold: FetchHold
  readonly signal: AbortSignal
}

const roundMs = 250
/** How many failures, or rounds, make a complaint: a leader that moves is nothing unusual. */
const patience = 4
const complainEvery = 120

/** Fetches from every broker that leads one of the partitions, one request at a time from each, as long as there is memory for it. */
export class PartitionFetcher {
  readonly #options: FetcherOptions
  /** In the order they are asked for; who gave records goes to the end, so that all get their turn. */
  readonly #positions: Map<string, Position>
  /** How many bytes become of one when it is decompressed, as last seen: so much less is asked for. */
  #expansion = 1

  constructor(options: FetcherOptions) {
    this.#options = options
    this.#positions = new Map(options.positions.map(position => [position.name, position]))
  }

  /** Resolves when the signal aborts; rejects when reading cannot go on. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController()
    const stop = AbortSignal.any([signal, failed.signal])
    const loops = new Map<number, Promise<void>>()
    for (let rounds = 1; !stop.aborted; rounds++) {
      const leaderOf = leaders(this.#options.cluster)
      const leaderless = [...this.#positions.keys()].filter(name => !leaderOf.has(name))
      for (const nodeId of this.#nodes(leaderOf))
        if (!loops.has(nodeId))
          loops.set(
            nodeId,
            this.#fetchAll(nodeId, stop)
              .catch((error: unknown) => failed.abort(error))
              .finally(() => loops.delete(nodeId)),
          )
      if (leaderless.length === 0) {
        rounds = 0
        this.#options.troubles.end('leaders')
      } else await this.#awaitLeaders(leaderless, rounds, stop)
      await pause(roundMs, stop)
    }
    await Promise.all(loops.values())
    if (failed.signal.aborted) throw failed.signal.reason
  }

  #nodes(leaderOf: ReadonlyMap<string, number>): ReadonlySet<number> {
    return new Set([...this.#positions.keys()].flatMap(name => leaderOf.get(name) ?? []))
  }

  async #awaitLeaders(leaderless: readonly string[], rounds: number, signal: AbortSignal): Promise<void> {
    const complaint = `No broker serves ${leaderless.length} partitions now, such as ${leaderless[0]}`
    if (rounds >= patience) this.#options.troubles.begin('leaders', complaint)
    if (rounds % complainEvery === patience)
      this.#options.log.warn({ partitions: leaderless }, `${complaint}; waiting for one`)
    await this.#refresh(signal)
  }

  async #fetchAll(nodeId: number, signal: AbortSignal): Promise<void> {
    const { cluster, log, troubles } = this.#options
    const part = `broker ${nodeId}`
    for (let failures = 0; !signal.aborted; ) {
      const wanted = [...this.#positions.values()].filter(({ name }) => leaders(cluster).get(name) === nodeId)
      if (wanted.length === 0) return troubles.end(part)
      try {
        await this.#fetch(nodeId, wanted, signal)
        if (failures >= patience && !signal.aborted) log.info({ broker: nodeId }, `Broker ${nodeId} answers again`)
        failures = 0
        troubles.end(part)
      } catch (error) {
        if (signal.aborted) return
        const { fatal, message } = failureOf(error)
        if (fatal || ConnectError.is(error)) throw error
        this.#complain(nodeId, ++failures, message)
        await pause(Math.min(50 * 2 ** Math.min(failures, 10), 1000), signal)
        await this.#refresh(signal)
      }
    }
  }

  #complain(nodeId: number, failures: number, message: string): void {
    const complaint = `Cannot fetch from broker ${nodeId}: ${message}`
    if (failures >= patience) this.#options.troubles.begin(`broker ${nodeId}`, complaint)
    if (failures % complainEvery === patience) this.#options.log.warn({ broker: nodeId }, `${complaint}; trying again`)
  }

  async #fetch(nodeId: number, wanted: readonly Position[], signal: AbortSignal): Promise<void> {
    const { limits, host } = this.#options
    const maxBytes = Math.min(limits.maxBytes, host.fetchBytes)
    const reservation = await host.reserve(maxBytes, signal)
    const asked = new Map(wanted.map(({ name, offset }) => [name, offset]))
    const answer = this.#ask(nodeId, wanted, maxBytes)
    const response = await unlessAborted(answer, signal).catch((error: unknown) => {
      reservation.release()
      throw error
    })
    if (!response) return void answer.catch(() => undefined).finally(() => reservation.release())
    const hold = new FetchHold(reservation, { memory: response.memory, pool: frames })
    await this.#take(response, { asked, maxBytes, hold, signal }).finally(() => hold.release(true))
    if (response.clientSideThrottleTime > 0) await pause(response.clientSideThrottleTime, signal)
  }

  async #ask(nodeId: number, wanted: readonly Position[], room: number): Promise<FetchResponse> {
    const { cluster, limits } = this.#options
    const maxBytes = Math.ceil(Math.min(limits.maxPartitionBytes, room) / this.#expansion)
    const topics = byTopic(
      wanted.map(({ topic, partition, offset }) => ({ topic, partition, fetchOffset: offset.toString(), maxBytes })),
    )
    const all = { ...limits, maxBytes: Math.ceil(room / this.#expansion) }
    return fetchFrom(await cluster.findBroker({ nodeId }), topics, all)
  }

  /** Takes what there is, then rejects with what went wrong with one of the partitions. */
  async #take({ partitions }: FetchResponse, fetching: Fetching): Promise<void> {
    let failure: Error | undefined
    for (const fetched of partitions) {
      const name = nameOf(fetched)
      const position = this.#positions.get(name)
      // While its leader changes, a partition may be asked for twice; the first answer has moved its position.
      if (!position || position.offset !== fetching.asked.get(name) || fetching.signal.aborted) continue
      if (fetched.errorCode === 0) await this.#takeRecords(fetched, position, fetching)
      else if (isOutOfRange(fetched)) await this.#reposition(position, fetching.signal)
      else failure ??= partitionFailure(fetched)
    }
    if (failure) throw failure
  }

  async #takeRecords(
    fetched: FetchedPartition,
    position: Position,
    { maxBytes, hold, signal }: Fetching,
  ): Promise<void> {
    const from = position.offset
    const room = maxBytes - hold.grown
    // What is not taken now is what is asked for first next time.
    if (room <= 0) return
    const decoded = await decodeRecordBatches(fetched.bytes, from, { ...fetched, room })
    const { records, next, decompressedBytes, readBytes } = decoded
    if (position.offset !== from || signal.aborted) return
    hold.grow(decompressedBytes)
    if (readBytes > 0) this.#expansion = Math.max(1, decompressedBytes / readBytes)
    position.readableEnd = fetched.readableEnd
    if (next === from) return
    position.offset = next
    this.#positions.delete(position.name)
    this.#positions.set(position.name, position)
    this.#options.emit({ partition: position.name, records, next, release: hold.share() })
  }

  /** The log does not hold what was asked for: its head was deleted, or it was cut off. */
  async #reposition(position: Position, signal: AbortSignal): Promise<void> {
    const { cluster, limits, policy, host, log } = this.#options
    const range = (await logRanges(cluster, [position], limits.isolation)).get(position.name)
    if (!range || signal.aborted) return
    const { name, offset: last } = position
    const { offset, expired, remark } = startOffset({ name, committed: last < 0n ? null : last }, range, policy)
    if (remark !== '') log.error({ partition: name, expired: Number(expired) }, remark)
    if (expired > 0n) host.missed(expired)
    position.offset = offset
    position.readableEnd = range.latest
    // Committed like any batch: a restart goes on here, and counts nothing as missed once more.
    this.#options.emit({ partition: name, records: [], next: offset, release() {} })
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    await unlessAborted(
      this.#options.cluster.refreshMetadata().catch(() => undefined),
      signal,
    )
  }
}
