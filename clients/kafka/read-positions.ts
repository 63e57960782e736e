import { ConnectError } from 'psconnect/plugin'
import type { Isolation } from './fetch-request.ts'
import { partitionCounts } from './group-member.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { leaders } from './leaders.ts'
import { type Position, unknownOffset } from './position.ts'
import { type LogRange, logRanges } from './start-offsets.ts'
import { nameOf } from './topic-partition.ts'

/** Where a partition is read from: an offset, or one of the ends of its log. */
export type Start = bigint | 'earliest' | 'latest'

export interface ReadFrom {
  readonly topic: string
  /** Where every partition of the topic is read from; or, of those that are read, by their numbers. */
  readonly from: 'earliest' | 'latest' | ReadonlyMap<number, Start>
  readonly isolation: Isolation
}

/** Where reading begins, of partitions by the order of their numbers. Rejects with SOURCE_FAILED where there is nothing to read there. */
export async function readPositions(cluster: Cluster, wanted: ReadFrom): Promise<readonly Position[]> {
  const { topic, isolation } = wanted
  const starts = startsOf(wanted, countOf(topic, cluster)).map(([partition, start]) => {
    const name = nameOf({ topic, partition })
    return { name, topic, partition, start }
  })
  const led = leaders(cluster)
  const ranges = await logRanges(
    cluster,
    starts.filter(({ name }) => led.has(name)),
    isolation,
  )
  return starts.map(({ start, ...partition }) => {
    const range = ranges.get(partition.name)
    const offset = range ? offsetAt(start, range, partition.name) : typeof start === 'bigint' ? start : unknownOffset
    return { ...partition, offset, readableEnd: range?.latest ?? offset }
  })
}

function countOf(topic: string, cluster: Cluster): number {
  const count = partitionCounts(cluster).get(topic)
  if (count !== undefined) return count
  throw refused(`There is no topic ${topic}, or this user may not see it`)
}

function startsOf({ topic, from }: ReadFrom, count: number): readonly (readonly [number, Start])[] {
  if (typeof from === 'string') return Array.from({ length: count }, (_, partition) => [partition, from] as const)
  const starts = [...from].toSorted(([one], [other]) => one - other)
  const unknown = starts.find(([partition]) => partition >= count)
  if (!unknown) return starts
  throw refused(
    `There is no partition ${unknown[0]} of topic ${topic}: ${count === 1 ? 'there is only 0' : `they are 0 to ${count - 1}`}`,
  )
}

function offsetAt(start: Start, range: LogRange, name: string): bigint {
  if (start === 'earliest') return range.start
  if (start === 'latest') return range.latest
  if (start >= range.start && start <= range.end) return start
  const held =
    range.start === range.end ? `is empty and goes on at ${range.end}` : `holds ${range.start} to ${range.end - 1n}`
  throw refused(`There is no offset ${start} in ${name}, which ${held}`)
}

const refused = (why: string): ConnectError => new ConnectError('SOURCE_FAILED', why)
