import type { DiagnosisFinding } from 'psconnect/plugin'
import type { Cluster } from '../kafkajs-internals.ts'
import { leaders } from '../leaders.ts'
import { type LogRange, logRanges } from '../start-offsets.ts'
import { nameOf, type TopicPartition } from '../topic-partition.ts'
import { selectTopics } from '../topic-selection.ts'
import type { Consuming } from './consuming.ts'
import { counted } from './counted.ts'
import { withCluster } from './reach-brokers.ts'

/** A partition that is to be read. Without a range it has no leader. */
export interface SelectedPartition extends TopicPartition {
  readonly range: LogRange | undefined
}

export interface Selected {
  readonly missing: readonly string[]
  readonly partitions: readonly SelectedPartition[]
}

/** Leaves the cluster with metadata of the selected topics. */
export async function select(
  cluster: Cluster,
  { topics, isolation }: Pick<Consuming, 'topics' | 'isolation'>,
): Promise<Selected> {
  const names = await selectTopics(cluster, topics)
  // No name would stand for all topics.
  if (names.length === 0) return { missing: [], partitions: [] }
  cluster.targetTopics = new Set(names)
  await cluster.refreshMetadata()
  const known = (cluster.brokerPool.metadata?.topicMetadata ?? []).filter(({ topicErrorCode }) => topicErrorCode === 0)
  const partitions = known.flatMap(({ topic, partitionMetadata }) =>
    partitionMetadata.map(({ partitionId }) => ({ topic, partition: partitionId })),
  )
  const led = leaders(cluster)
  const ranges = await logRanges(
    cluster,
    partitions.filter(partition => led.has(nameOf(partition))),
    isolation,
  )
  return {
    missing: names.filter(name => !known.some(({ topic }) => topic === name)),
    partitions: partitions.map(partition => ({ ...partition, range: ranges.get(nameOf(partition)) })),
  }
}

/** Whether the topics are there, and what they hold. */
export function lookAtTopics(consuming: Consuming): Promise<DiagnosisFinding> {
  const { connection, topics } = consuming
  return withCluster(connection, async cluster => {
    const { missing, partitions } = await select(cluster, consuming)
    if (missing.length > 0) return unseen(missing)
    const [leaderless] = partitions.filter(({ range }) => !range)
    if (leaderless) return withoutLeader(leaderless)
    if (partitions.length === 0) return unmatched(topics)
    return { outcome: 'ok', text: summary(partitions) }
  })
}

const unseen = (missing: readonly string[]): DiagnosisFinding => ({
  outcome: 'failed',
  text: `there is no topic ${missing.join(', ')}, or this user may not see it`,
  remedy: 'correct topics, create it, or ask for READ and DESCRIBE on it; a connector waits for it',
})

const withoutLeader = (partition: TopicPartition): DiagnosisFinding => ({
  outcome: 'failed',
  text: `${nameOf(partition)} has no leader: nothing of it can be read`,
  remedy: 'ask the operators of the brokers; a connector waits for it and reads the others',
})

const unmatched = (topics: Consuming['topics']): DiagnosisFinding => ({
  outcome: 'failed',
  text: `no topic that this user may see matches ${String(topics)}`,
  remedy: 'correct topics.regex, or ask for READ and DESCRIBE on the topics; a connector waits for them',
})

function summary(partitions: readonly SelectedPartition[]): string {
  const names = [...new Set(partitions.map(({ topic }) => topic))]
  const records = partitions.reduce((sum, { range }) => sum + (range ? range.end - range.start : 0n), 0n)
  const what = names.length === 1 ? names[0] : `${names.length} topics`
  return `${what}: ${counted(partitions.length, 'partition')}, ${counted(records, 'record')}`
}
