import { closeCluster } from './cluster.ts'
import type { ConnectionOptions } from './connection.ts'
import { fatalError } from './errors.ts'
import type { Cluster, Metadata } from './kafkajs-internals.ts'
import { leaders } from './leaders.ts'
import { reachCluster } from './reach-cluster.ts'
import { type LogRange, logRanges, offsetsSince } from './start-offsets.ts'
import { nameOf, type TopicPartition } from './topic-partition.ts'

/** A topic as its brokers know it. */
export interface TopicState {
  readonly topic: string
  readonly partitions: readonly PartitionState[]
}

export interface PartitionState {
  readonly partition: number
  /** Broker ids. No leader: nothing can be read or written now, and nothing is known of the offsets. */
  readonly leader: number | null
  readonly replicas: readonly number[]
  readonly inSync: readonly number[]
  /** The first offset that is still held, and the next to be written. */
  readonly offsets: Pick<LogRange, 'start' | 'end'> | null
}

export interface TopicSetting {
  readonly name: string
  /** Null where it is secret. */
  readonly value: string | null
  readonly from: 'topic' | 'broker' | 'default'
}

/** Looks at topics and changes nothing. All reject with what the brokers or the way to them had against it. */
export class TopicAdmin {
  readonly #cluster: Cluster

  private constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** Without a topic, all that this user may see are looked at. Rejects with SOURCE_UNAVAILABLE. */
  static async open(connection: ConnectionOptions, topic?: string): Promise<TopicAdmin> {
    return new TopicAdmin(await reachCluster(connection, topic === undefined ? [] : [topic]))
  }

  /** Those that are looked at and exist, in the order of their names. */
  async topics(): Promise<readonly TopicState[]> {
    const metadata = this.#cluster.brokerPool.metadata?.topicMetadata ?? []
    const known = metadata.filter(({ topicErrorCode }) => topicErrorCode === 0)
    const ranges = await this.#ask('Cannot look up offsets', () =>
      logRanges(this.#cluster, this.#led(known), isolation),
    )
    return known
      .map(({ topic, partitionMetadata }) => ({ topic, partitions: partitionsOf(topic, partitionMetadata, ranges) }))
      .toSorted((one, other) => (one.topic < other.topic ? -1 : 1))
  }

  /** By the numbers of a topic's partitions: the first offset of a record from this time on; absent where there is none. */
  async offsetsSince(topic: string, time: Date): Promise<ReadonlyMap<number, bigint>> {
    const known = (this.#cluster.brokerPool.metadata?.topicMetadata ?? []).filter(each => each.topic === topic)
    const led = this.#led(known)
    const found = await this.#ask(`Cannot look up offsets of the topic ${topic}`, () =>
      offsetsSince(this.#cluster, led, time.getTime()),
    )
    return new Map(
      led.flatMap(place => {
        const offset = found.get(nameOf(place)) ?? -1n
        return offset < 0n ? [] : [[place.partition, offset] as const]
      }),
    )
  }

  /** First those of the topic's own, then those of the brokers, in the order of their names. Many users may not see them. */
  settings(topic: string): Promise<readonly TopicSetting[]> {
    return this.#ask(`Cannot look up the settings of the topic ${topic}`, async () => {
      const broker = await this.#cluster.findControllerBroker()
      const { resources } = await broker.describeConfigs({ resources: [{ type: topicResource, name: topic }] })
      return resources
        .flatMap(({ configEntries }) => configEntries)
        .map(({ configName, configValue, configSource, isSensitive }) => ({
          name: configName,
          value: isSensitive ? null : configValue,
          from: sources[configSource] ?? 'broker',
        }))
        .toSorted((one, other) => order(one.from) - order(other.from) || (one.name < other.name ? -1 : 1))
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeCluster(this.#cluster)
  }

  #led(topics: Metadata['topicMetadata']): readonly TopicPartition[] {
    const led = leaders(this.#cluster)
    return topics
      .flatMap(({ topic, partitionMetadata }) =>
        partitionMetadata.map(({ partitionId }) => ({ topic, partition: partitionId })),
      )
      .filter(partition => led.has(nameOf(partition)))
  }

  async #ask<T>(complaint: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      throw fatalError(complaint, error)
    }
  }
}

const isolation = 'read_uncommitted'

/** As numbers of Kafka's protocol. */
const topicResource = 2
const sources: Readonly<Record<number, TopicSetting['from']>> = { 1: 'topic', 5: 'default' }

const order = (from: TopicSetting['from']): number => ['topic', 'broker', 'default'].indexOf(from)

const partitionsOf = (
  topic: string,
  partitions: Metadata['topicMetadata'][number]['partitionMetadata'],
  ranges: ReadonlyMap<string, LogRange>,
): readonly PartitionState[] =>
  partitions
    .map(({ partitionId: partition, leader, replicas, isr }) => ({
      partition,
      leader: leader >= 0 ? leader : null,
      replicas,
      inSync: isr,
      offsets: ranges.get(nameOf({ topic, partition })) ?? null,
    }))
    .toSorted((one, other) => one.partition - other.partition)
