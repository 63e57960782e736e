import type { SourceContext } from 'psconnect/plugin'
import type { Isolation } from './fetch-request.ts'
import type { Generation, GroupMember } from './group-member.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { leaders } from './leaders.ts'
import { type Position, unknownOffset } from './position.ts'
import { logRanges, type ResetPolicy, startOffset } from './start-offsets.ts'
import { nameOf } from './topic-partition.ts'

interface Where {
  readonly member: GroupMember
  readonly cluster: Cluster
  readonly policy: ResetPolicy
  readonly commitsStart: boolean
  readonly isolation: Isolation
  readonly host: Pick<SourceContext, 'log' | 'missed'>
}

/**
 * Where each of a generation's partitions is read from: what the group committed, as far as the log still holds it. One that has no
 * leader now must not keep the others waiting: it is looked at when it is first fetched.
 */
export async function startPositions(generation: Generation, where: Where): Promise<readonly Position[]> {
  const { member, cluster, policy, commitsStart, isolation, host } = where
  const committed = await member.committed(generation.partitions)
  const led = leaders(cluster)
  const ranges = await logRanges(
    cluster,
    generation.partitions.filter(partition => led.has(nameOf(partition))),
    isolation,
  )
  const positions = generation.partitions.map(({ topic, partition }) => {
    const name = nameOf({ topic, partition })
    const range = ranges.get(name)
    const known = committed.get(name) ?? null
    if (!range) return { name, topic, partition, offset: known ?? unknownOffset, readableEnd: known ?? unknownOffset }
    const { offset, expired, remark } = startOffset({ name, committed: known }, range, policy)
    if (remark !== '') host.log.error({ partition: name, expired: Number(expired) }, remark)
    if (expired > 0n) host.missed(expired)
    return { name, topic, partition, offset, readableEnd: range.latest }
  })
  // Without this commit, a restart before the first regular one would skip what arrived meanwhile.
  const fresh = positions.filter(({ name }) => ranges.has(name) && !committed.has(name))
  if (commitsStart && policy === 'latest' && fresh.length > 0) await member.commit(generation, fresh)
  return positions
}
