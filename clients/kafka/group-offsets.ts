import { ConnectError } from 'psconnect/plugin'
import { closeCluster, openCluster } from './cluster.ts'
import type { ConnectionOptions } from './connection.ts'
import { failureOf, nameOfError } from './errors.ts'
import { findCoordinator, partitionCounts } from './group-member.ts'
import { type Broker, type Cluster, createErrorFromCode } from './kafkajs-internals.ts'
import { deleteOffsets } from './offset-delete-request.ts'
import { byTopic, nameOf, type TopicPartition } from './topic-partition.ts'
import { pause } from './waiting.ts'

export interface GroupAccess {
  readonly connection: ConnectionOptions
  readonly groupId: string
  /** For how long brokers that do not answer are asked again. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Where reading goes on; null where nothing is, or is to be, committed. */
export interface GroupOffset extends TopicPartition {
  readonly offset: bigint | null
}

/** Of all partitions for which the group has committed something. */
export function committedOffsets(access: GroupAccess): Promise<readonly GroupOffset[]> {
  return askCoordinator(access, 'Cannot read', async coordinator => {
    // No topic means all.
    const { responses } = await coordinator.offsetFetch({ groupId: access.groupId, topics: [] })
    return responses.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({ topic, partition, offset: BigInt(offset) })),
    )
  })
}

/**
 * Commits for a group without members. Null deletes what is committed. Rejects with OFFSETS_REFUSED where there are members, or where
 * there is no such partition: a coordinator says that in the words of one who may know it later.
 */
export function alterOffsets(access: GroupAccess, offsets: readonly GroupOffset[]): Promise<void> {
  const { groupId } = access
  const committed = offsets.flatMap(({ topic, partition, offset }) =>
    offset === null ? [] : [{ topic, partition, offset: offset.toString() }],
  )
  const forgotten = offsets.filter(({ offset }) => offset === null)
  return askCoordinator(access, 'Cannot change', async (coordinator, cluster) => {
    await refuseUnknown(cluster, offsets)
    const nobody = { groupId, memberId: '', groupGenerationId: -1, retentionTime: -1 }
    if (committed.length > 0) await coordinator.offsetCommit({ ...nobody, topics: byTopic(committed) })
    if (forgotten.length > 0) await deleteOffsets(coordinator, groupId, forgotten)
  })
}

/** Deletes the group with all that it has committed; none is no error. Rejects with OFFSETS_REFUSED where it has members. */
export function resetOffsets(access: GroupAccess): Promise<void> {
  return askCoordinator(access, 'Cannot reset', async coordinator => {
    const { results } = await coordinator.deleteGroups([access.groupId])
    for (const { errorCode } of results)
      if (errorCode !== 0 && errorCode !== noSuchGroup) throw createErrorFromCode(errorCode)
  })
}

const noSuchGroup = 69

async function refuseUnknown(cluster: Cluster, partitions: readonly TopicPartition[]): Promise<void> {
  cluster.targetTopics = new Set(partitions.map(({ topic }) => topic))
  await cluster.refreshMetadata()
  const counts = partitionCounts(cluster)
  for (const { topic, partition } of partitions) {
    const count = counts.get(topic)
    const name = nameOf({ topic, partition })
    if (count === undefined)
      throw unknown(`there is no partition ${name}: topic ${topic} does not exist, or this user may not see it`)
    if (partition >= count)
      throw unknown(`there is no partition ${name}: those of topic ${topic} are 0 to ${count - 1}`)
  }
}

const unknown = (why: string): ConnectError => new ConnectError('OFFSETS_REFUSED', why)

async function askCoordinator<T>(
  access: GroupAccess,
  complaint: string,
  request: (coordinator: Broker, cluster: Cluster) => Promise<T>,
): Promise<T> {
  const { connection, groupId } = access
  const cluster = openCluster(connection)
  try {
    return await untilAnswered(async () => request(await findCoordinator(cluster, groupId), cluster), access)
  } catch (error) {
    throw refusal(`${complaint} the offsets of the group ${groupId}`, error)
  } finally {
    await closeCluster(cluster)
  }
}

async function untilAnswered<T>(attempt: () => Promise<T>, { timeoutMs, signal }: GroupAccess): Promise<T> {
  const until = Date.now() + timeoutMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (Date.now() > until || !mayPass(error)) throw error
    }
    await pause(500, signal)
  }
}

/** What is not a broker's answer is trouble with the connection. */
function mayPass(error: unknown): boolean {
  if (failureOf(error).fatal || ConnectError.is(error)) return false
  return nameOfError(error) !== 'KafkaJSProtocolError' || (error as { readonly retriable?: boolean }).retriable === true
}

/** Whoever commits without being a member is told of the others as if it had been one. */
const hasMembers = new Set([
  'UNKNOWN_MEMBER_ID',
  'NON_EMPTY_GROUP',
  'GROUP_SUBSCRIBED_TO_TOPIC',
  'REBALANCE_IN_PROGRESS',
])

function refusal(what: string, error: unknown): ConnectError {
  const { type, message } = failureOf(error)
  const why = hasMembers.has(type)
    ? 'it still has members: stop every connector and program that reads with this group.id'
    : message
  return new ConnectError('OFFSETS_REFUSED', `${what}: ${why}`, { cause: error })
}
