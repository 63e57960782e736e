import type { SourceContext } from 'psconnect/plugin'
import { type Generation, type GroupOptions, partitionCounts } from './group-member.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { nameOf } from './topic-partition.ts'

interface Circumstances {
  readonly group: GroupOptions
  readonly cluster: Cluster
  readonly host: Pick<SourceContext, 'log' | 'task'>
}

/** Says what a task reads from now on, and where it reads nothing, why. */
export function tellAssignment({ topics, partitions }: Generation, { group, cluster, host }: Circumstances): void {
  const { log, task } = host
  const { groupId } = group
  const found = partitionCounts(cluster)
  const missing = topics.filter(topic => !found.has(topic)).join(', ')
  if (missing !== '') log.warn({}, `Topic ${missing} does not exist yet, or this user may not see it; waiting for it`)
  if (topics.length === 0) log.warn({}, 'No topic matches topics.regex yet, or this user may see none; waiting for one')
  else if (partitions.length > 0)
    log.info({ group: groupId, partitions: partitions.map(nameOf) }, `Reads ${counted(partitions.length)}`)
  else if (missing === '')
    log.info({ group: groupId }, `Task ${task.index} is idle: the group has more members than there are partitions`)
}

const counted = (partitions: number): string => `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`
