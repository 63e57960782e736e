import { committedOffsets, TopicAdmin } from '@psconnect/client-kafka'
import { CommandFailed } from '../command.ts'
import type { AuditedConnector } from './audited-connector.ts'

/** A partition of which something must have arrived. */
export interface Expected {
  readonly topic: string
  readonly partition: number
  /** All before it is said to be stored. */
  readonly committed: bigint
  /** From where on nothing may be missing; undefined: from the first that has arrived. */
  readonly since: bigint | undefined
}

const answerMs = 10_000

/** What the connector's group has committed. Throws a CommandFailed where that is nothing. */
export async function expectedPartitions(
  connector: AuditedConnector,
  since: Date | undefined,
  signal: AbortSignal,
): Promise<readonly Expected[]> {
  const { connection, groupId, reads, name } = connector
  const offsets = await committedOffsets({ connection, groupId, timeoutMs: answerMs, signal })
  const committed = offsets
    .filter(({ topic, offset }) => offset !== null && offset >= 0n && reads(topic))
    .map(({ topic, partition, offset }) => ({ topic, partition, committed: offset ?? 0n, since: undefined }))
    .toSorted((one, other) => compare(one.topic, other.topic) || one.partition - other.partition)
  if (committed.length === 0)
    throw new CommandFailed(
      `the group ${groupId} of ${name} has committed nothing yet, so there is nothing that must have arrived; a worker commits every offset.flush.interval.ms, and when it stops`,
    )
  return since === undefined ? committed : starting(committed, connector, since)
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

/** A partition that has had no record since then has nothing that could be missing. */
async function starting(
  expected: readonly Expected[],
  { connection }: AuditedConnector,
  since: Date,
): Promise<readonly Expected[]> {
  const found: Expected[] = []
  for (const [topic, partitions] of Map.groupBy(expected, each => each.topic)) {
    await using admin = await TopicAdmin.open(connection, topic)
    const starts = await admin.offsetsSince(topic, since)
    found.push(...partitions.map(each => ({ ...each, since: starts.get(each.partition) ?? each.committed })))
  }
  return found
}
