import { ConnectError } from 'psconnect/plugin'
import { type Isolation, isolationLevels } from './fetch-request.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { leaders } from './leaders.ts'
import { byTopic, nameOf, type TopicPartition } from './topic-partition.ts'

export type ResetPolicy = 'earliest' | 'latest' | 'none'

/** The offsets between which a log holds records: the first, and the next to be written. */
export interface LogRange {
  readonly start: bigint
  readonly end: bigint
  /** Where `latest` starts: at its end, or with read_committed at the first open transaction. */
  readonly latest: bigint
}

export interface StartOffset {
  readonly offset: bigint
  /** Records that were deleted before they were read. */
  readonly expired: bigint
  /** What is unusual about it, as a sentence; empty where nothing is. */
  readonly remark: string
}

/**
 * Where reading goes on: at the committed offset if the log still holds it, else where the policy says. With `none`, a log that does
 * not hold it throws.
 */
export function startOffset(
  { name, committed }: { readonly name: string; readonly committed: bigint | null },
  range: LogRange,
  policy: ResetPolicy,
): StartOffset {
  const { start, end, latest } = range
  if (committed !== null && committed >= start && committed <= end)
    return { offset: committed, expired: 0n, remark: '' }
  const expired = committed !== null && committed < start ? start - committed : 0n
  const why = explain(name, committed, range)
  if (policy === 'none')
    throw new ConnectError(
      'SOURCE_FAILED',
      `${why}, and auto.offset.reset is none. Set it to earliest or latest, or set the group's offset by hand.`,
    )
  const offset = policy === 'earliest' ? start : latest
  const remark = committed === null ? '' : `${why}; goes on at ${offset} (auto.offset.reset=${policy})`
  return { offset, expired, remark }
}

function explain(name: string, committed: bigint | null, { start, end }: LogRange): string {
  if (committed === null) return `No offset is committed for ${name}`
  return committed < start
    ? `${start - committed} records of ${name} (offsets ${committed} to ${start - 1n}) were deleted from Kafka before they were read`
    : `${name} was to be read from offset ${committed}, but ends at ${end}: the topic was cut off or made anew`
}

/** First and next offset of each partition, by its name. Rejects when one of them has no leader now. */
export async function logRanges(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  isolation: Isolation,
): Promise<ReadonlyMap<string, LogRange>> {
  const starts = await listOffsets(cluster, partitions, { timestamp: first })
  const ends = await listOffsets(cluster, partitions, { timestamp: last })
  const latest =
    isolation === 'read_committed' ? await listOffsets(cluster, partitions, { timestamp: last, isolation }) : ends
  const ranges = [...starts].map(([name, start]) => {
    const end = ends.get(name) ?? start
    return [name, { start, end, latest: latest.get(name) ?? end }] as const
  })
  return new Map(ranges)
}

/** The first offset of each partition, by its name, of a record from this time (milliseconds since the epoch) on; -1 where there is none. */
export const offsetsSince = (
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<ReadonlyMap<string, bigint>> => listOffsets(cluster, partitions, { timestamp })

/** Kafka's names for the two ends of a log. */
const first = -2
const last = -1

async function listOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  { timestamp, isolation = 'read_uncommitted' }: { timestamp: number; isolation?: Isolation },
): Promise<ReadonlyMap<string, bigint>> {
  const leaderOf = leaders(cluster)
  const byNode = Map.groupBy(partitions, partition => leaderOf.get(nameOf(partition)) ?? -1)
  const offsets = new Map<string, bigint>()
  for (const [nodeId, those] of byNode) {
    const broker = await cluster.findBroker({ nodeId })
    const topics = byTopic(those.map(partition => ({ ...partition, timestamp })))
    const { responses } = await broker.listOffsets({
      replicaId: -1,
      isolationLevel: isolationLevels[isolation],
      topics,
    })
    for (const { topic, partitions: found } of responses)
      for (const { partition, offset } of found) offsets.set(nameOf({ topic, partition }), BigInt(offset))
  }
  return offsets
}
