import type { DiagnosisFinding } from 'psconnect/plugin'
import { failureOf } from '../errors.ts'
import { findCoordinator } from '../group-member.ts'
import type { Broker } from '../kafkajs-internals.ts'
import { nameOf } from '../topic-partition.ts'
import type { Consuming } from './consuming.ts'
import { counted } from './counted.ts'
import { withCluster } from './reach-brokers.ts'
import { type SelectedPartition, select } from './selected-topics.ts'

/** Whether the group may be used, and how far behind it is. It is not joined. */
export function lookAtGroup(consuming: Consuming): Promise<DiagnosisFinding> {
  const { connection, groupId, policy } = consuming
  return withCluster(connection, async cluster => {
    try {
      const coordinator = await findCoordinator(cluster, groupId)
      await mayJoin(coordinator, groupId)
      const committed = await committedIn(coordinator, groupId)
      const { partitions } = await select(cluster, consuming)
      return { outcome: 'ok', text: `${groupId} may be used; ${standing(partitions, committed, policy)}` }
    } catch (error) {
      const { type, message } = failureOf(error)
      if (type === 'GROUP_AUTHORIZATION_FAILED')
        return { outcome: 'failed', text: `this user may not use the group ${groupId}` }
      return { outcome: 'failed', text: `the group ${groupId} cannot be used: ${message}` }
    }
  })
}

/** What a coordinator answers to a heartbeat of somebody whom it does not know, once it has looked at the right to be a member. */
const strangers = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'])

/** Committed offsets may be looked at by whoever may describe the group; a heartbeat, like joining, takes the right to read. */
async function mayJoin(coordinator: Broker, groupId: string): Promise<void> {
  try {
    await coordinator.heartbeat({ groupId, memberId: 'psconnect-doctor', groupGenerationId: 0 })
  } catch (error) {
    if (!strangers.has(failureOf(error).type)) throw error
  }
}

/** By the names of partitions; there is nothing of those that have no offset. */
async function committedIn(coordinator: Broker, groupId: string): Promise<ReadonlyMap<string, bigint>> {
  // No topic means all.
  const { responses } = await coordinator.offsetFetch({ groupId, topics: [] })
  return new Map(
    responses.flatMap(({ topic, partitions }) =>
      partitions
        .map(({ partition, offset }) => [nameOf({ topic, partition }), BigInt(offset)] as const)
        .filter(([, offset]) => offset >= 0n),
    ),
  )
}

/** Tells the lag, or where reading begins. */
export function standing(
  partitions: readonly SelectedPartition[],
  committed: ReadonlyMap<string, bigint>,
  policy: Consuming['policy'],
): string {
  const known = partitions.filter(partition => committed.has(nameOf(partition)))
  const begins = `begins at auto.offset.reset=${policy}`
  if (known.length === 0) return `nothing is committed: it ${begins}`
  const lag = known.reduce((sum, partition) => sum + behind(partition, committed.get(nameOf(partition)) ?? 0n), 0n)
  const fresh = partitions.length - known.length
  const others = fresh === 0 ? '' : `; ${counted(fresh, 'partition')} without a committed offset ${begins}`
  return `lag ${lag.toLocaleString('en')}${others}`
}

function behind({ range }: SelectedPartition, committed: bigint): bigint {
  return range && range.latest > committed ? range.latest - committed : 0n
}
