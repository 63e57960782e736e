import type { Source, SourceBatch, SourceContext, SourceOffset } from 'psconnect/plugin'
import { BatchQueue } from './batch-queue.ts'
import { closeCluster, dropConnections, openCluster } from './cluster.ts'
import { type ConnectionOptions } from './connection.ts'
import { fatalError } from './errors.ts'
import { type Generation, GroupMember, type GroupOptions } from './group-member.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { keepTrying } from './keep-trying.ts'
import type { FetcherOptions } from './partition-fetcher.ts'
import type { Position } from './position.ts'
import { type ReadingParts, readGeneration } from './read-generation.ts'
import { isGivenUp, keepSession, type SessionEnd } from './session.ts'
import type { ResetPolicy } from './start-offsets.ts'
import { tellAssignment } from './tell-assignment.ts'
import { tellLongWait } from './tell-long-wait.ts'
import { nameOf, partitionOf } from './topic-partition.ts'
import { Troubles } from './troubles.ts'
import { pause } from './waiting.ts'

export interface ConsumerOptions {
  readonly connection: ConnectionOptions
  readonly group: GroupOptions
  readonly heartbeatIntervalMs: number
  readonly policy: ResetPolicy
  /** Where reading begins at the end of a log: whether that is committed at once, so that a restart skips nothing that came meanwhile. */
  readonly commitsStart: boolean
  readonly limits: FetcherOptions['limits']
}

/** Joining again at once is right after these: the group is only between two generations. */
const rejoinAtOnce = (type: string): boolean => isGivenUp(type) || type === 'REBALANCE_IN_PROGRESS'

/**
 * A member of a consumer group. Heartbeats have their own timer, whatever becomes of the records. Before it joins again it stops
 * fetching, lets the host finish what is in flight, and commits that.
 */
export class GroupConsumer implements Source {
  readonly #options: ConsumerOptions
  readonly #host: SourceContext
  readonly #cluster: Cluster
  readonly #member: GroupMember
  readonly #queue = new BatchQueue()
  readonly #troubles: Troubles
  readonly #closing = new AbortController()
  /** Aborts when nothing more is to be fetched. */
  #stopping: AbortSignal = this.#closing.signal
  #running: Promise<void> = Promise.resolve()
  #closed: Promise<void> | undefined
  #generation: Generation | undefined
  #positions: readonly Position[] = []

  constructor(options: ConsumerOptions, host: SourceContext) {
    this.#options = options
    this.#host = host
    this.#cluster = openCluster(options.connection)
    this.#member = new GroupMember(this.#cluster, options.group)
    this.#troubles = new Troubles(reason => host.retrying(reason))
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceBatch> {
    this.#stopping = AbortSignal.any([signal, this.#closing.signal])
    if (this.#stopping.aborted) return
    this.#stopping.addEventListener('abort', () => this.#queue.end())
    this.#running = this.#run().catch((error: unknown) => this.#queue.end(fatalError('Cannot read from Kafka', error)))
    yield* this.#queue
  }

  async commit(offsets: ReadonlyMap<string, SourceOffset>): Promise<void> {
    const generation = this.#generation
    if (!generation) return
    const mine = new Set(generation.partitions.map(nameOf))
    const own = [...offsets].filter(([name]) => mine.has(name))
    if (own.length === 0) return
    await this.#member.commit(
      generation,
      own.map(([name, offset]) => ({ ...partitionOf(name), offset: BigInt(offset) })),
    )
  }

  lag(): ReadonlyMap<string, bigint> | null {
    if (!this.#generation) return null
    const fetched = this.#queue.records()
    return new Map(
      this.#positions.map(({ name, offset, readableEnd }) => {
        const unfetched = readableEnd > offset ? readableEnd - offset : 0n
        return [name, unfetched + BigInt(fetched.get(name) ?? 0)]
      }),
    )
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#closing.abort()
    const impatient = setTimeout(() => dropConnections(this.#cluster), 1000)
    await this.#running
    clearTimeout(impatient)
    await this.#leave()
    // What is not answered by now, such as the last fetch, nobody waits for.
    await closeCluster(this.#cluster, 0)
  }

  /** Tells the group, so that the others need not wait for the session to time out; but not at any price. */
  async #leave(): Promise<void> {
    const left = new AbortController()
    const leaving = this.#member.leave().catch(() => undefined)
    await Promise.race([leaving.finally(() => left.abort()), pause(2000, left.signal)])
  }

  async #run(): Promise<void> {
    while (!this.#stopping.aborted) {
      const generation = await this.#join()
      if (generation) await this.#serve(generation)
    }
  }

  #join(): Promise<Generation | undefined> {
    const { group } = this.#options
    const { log } = this.#host
    const troubles = this.#troubles
    return keepTrying(() => tellLongWait(waiting => this.#member.join(waiting), { group, log, troubles }), {
      complaint: `Cannot join the consumer group ${group.groupId}`,
      log,
      troubles,
      signal: this.#stopping,
      between: async ({ type }) => {
        if (isGivenUp(type)) this.#member.forgetIdentity()
        return !rejoinAtOnce(type)
      },
    })
  }

  async #serve(generation: Generation): Promise<void> {
    const over = new AbortController()
    let failure: unknown
    this.#generation = generation
    this.#host.assigned(generation.partitions.map(nameOf))
    tellAssignment(generation, {
      group: this.#options.group,
      cluster: this.#cluster,
      host: this.#host,
      troubles: this.#troubles,
    })
    const reading = readGeneration(generation, this.#parts(), AbortSignal.any([over.signal, this.#stopping]))
    const fetching = reading.catch((error: unknown) => {
      failure = error
      over.abort()
    })
    const end = await keepSession(generation, {
      member: this.#member,
      cluster: this.#cluster,
      heartbeatIntervalMs: this.#options.heartbeatIntervalMs,
      metadataMaxAgeMs: this.#options.connection.metadataMaxAgeMs,
      log: this.#host.log,
      troubles: this.#troubles,
      closing: AbortSignal.any([over.signal, this.#closing.signal]),
      stopping: this.#stopping,
    }).finally(() => over.abort())
    await fetching
    this.#troubles.endAll()
    if (failure !== undefined) throw failure
    await this.#handOver(generation, end)
  }

  #parts(): ReadingParts {
    this.#positions = []
    return {
      member: this.#member,
      cluster: this.#cluster,
      host: this.#host,
      troubles: this.#troubles,
      policy: this.#options.policy,
      commitsStart: this.#options.commitsStart,
      limits: this.#options.limits,
      found: positions => {
        this.#positions = positions
      },
      emit: batch => this.#queue.push(batch),
    }
  }

  /** Ends a generation so that the next member to read these partitions starts where this one stopped. */
  async #handOver(generation: Generation, end: SessionEnd): Promise<void> {
    if (end === 'closed') return
    const names = generation.partitions.map(nameOf)
    this.#queue.clear()
    if (end === 'lost') {
      this.#generation = undefined
      this.#member.forgetIdentity()
      this.#host.log.warn(
        { partitions: names },
        'The group has given this member up, what is in flight may arrive twice; joining anew',
      )
      return this.#host.lost(names)
    }
    const limitMs = Math.min(this.#options.group.sessionTimeoutMs / 2, 10_000)
    await this.#host.revoking(names, AbortSignal.timeout(limitMs))
    this.#generation = undefined
  }
}
