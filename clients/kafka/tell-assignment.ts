import type { SourceContext } from 'psconnect/plugin'
import { type Generation, type GroupOptions, partitionCounts } from './group-member.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { nameOf } from './topic-partition.ts'
import type { Troubles } from './troubles.ts'

interface Circumstances {
  readonly group: GroupOptions
  readonly cluster: Cluster
  readonly host: Pick<SourceContext, 'log' | 'task'>
  readonly troubles: Troubles
}

/** Says what a task reads from now on, and where it reads nothing, why. */
export function tellAssignment({ topics, partitions }: Generation, circumstances: Circumstances): void {
  const { group, cluster, host, troubles } = circumstances
  const { log, task } = host
  const { groupId } = group
  const absent = absentTopics(topics, partitionCounts(cluster))
  if (absent !== '') {
    log.warn({}, `${absent}; waiting for it`)
    troubles.begin('topics', absent)
  }
  if (partitions.length > 0)
    log.info({ group: groupId, partitions: partitions.map(nameOf) }, `Reads ${counted(partitions.length)}`)
  else if (absent === '')
    log.info({ group: groupId }, `Task ${task.index} is idle: the group has more members than there are partitions`)
}

function absentTopics(topics: readonly string[], found: ReadonlyMap<string, number>): string {
  if (topics.length === 0) return 'No topic matches topics.regex yet, or this user may see none'
  const missing = topics.filter(topic => !found.has(topic)).join(', ')
  return missing === '' ? '' : `Topic ${missing} does not exist yet, or this user may not see it`
}

const counted = (partitions: number): string => `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`
