import type { Logger } from 'psconnect/plugin'
import { failureOf } from './errors.ts'
import { type Generation, type GroupMember, partitionCounts } from './group-member.ts'
import type { Cluster } from './kafkajs-internals.ts'
import type { Troubles } from './troubles.ts'
import { pause } from './waiting.ts'

/** Why a generation ended. */
export type SessionEnd = 'rebalance' | 'lost' | 'closed'

export interface SessionOptions {
  readonly member: GroupMember
  readonly cluster: Cluster
  readonly heartbeatIntervalMs: number
  readonly metadataMaxAgeMs: number
  readonly log: Logger
  readonly troubles: Troubles
  /** Ends the session. */
  readonly closing: AbortSignal
  /** The task is finishing its work: it stays in the group as it is, whatever the others do. */
  readonly stopping: AbortSignal
}

const absent = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'])
/** How often a topic is looked for that does not exist yet. */
const missingTopicMs = 2000

/** Whether the group no longer knows this member, so that its partitions may already be another's. */
export const isGivenUp = (type: string): boolean => absent.has(type)

/** Sends heartbeats, and watches for other topics, as the leader for new partitions too, until something ends the generation. */
export async function keepSession(generation: Generation, options: SessionOptions): Promise<SessionEnd> {
  const { heartbeatIntervalMs, log, troubles, closing } = options
  const isTimeToLook = lookTimer(generation, options)
  for (let failures = 0; ; ) {
    await pause(heartbeatIntervalMs, closing)
    if (closing.aborted) return 'closed'
    try {
      const end = await beat(generation, options)
      if (end) return end
      if (failures > 0) log.info({}, "The group's coordinator answers again")
      failures = 0
      troubles.end('coordinator')
      if (isTimeToLook() && (await topicsChanged(generation, options))) return 'rebalance'
    } catch (error) {
      const failure = failureOf(error)
      if (failure.fatal) throw error
      const complaint = `The group's coordinator does not answer: ${failure.message}`
      troubles.begin('coordinator', complaint)
      if (failures++ % 10 === 0) log.warn({}, `${complaint}; trying again`)
    }
  }
}

/** Sends a heartbeat; returns what the answer means for the generation, or undefined where it goes on. */
async function beat(generation: Generation, options: SessionOptions): Promise<SessionEnd | undefined> {
  try {
    await options.member.heartbeat(generation)
    return undefined
  } catch (error) {
    const { type } = failureOf(error)
    if (options.closing.aborted) return 'closed'
    if (isGivenUp(type)) return 'lost'
    if (type !== 'REBALANCE_IN_PROGRESS') throw error
    // To who stays in it while stopping, the group is still open: this heartbeat has counted.
    return options.stopping.aborted ? undefined : 'rebalance'
  }
}

/** Returns a function that says whether it is time to look at the topics again. */
function lookTimer({ shared, topics }: Generation, { cluster, metadataMaxAgeMs }: SessionOptions): () => boolean {
  const complete =
    topics.length > 0 && (!shared || [...cluster.targetTopics].every(topic => shared.partitionCounts.has(topic)))
  const every = complete ? metadataMaxAgeMs : Math.min(missingTopicMs, metadataMaxAgeMs)
  let last = Date.now()
  return () => {
    if (Date.now() - last < every) return false
    last = Date.now()
    return true
  }
}

async function topicsChanged({ shared, topics }: Generation, { member, cluster }: SessionOptions): Promise<boolean> {
  const selected = await member.selectTopics().catch(() => topics)
  if (selected.join() !== topics.join()) return true
  if (!shared) return false
  await cluster.refreshMetadata().catch(() => undefined)
  const now = partitionCounts(cluster)
  const before = shared.partitionCounts
  return now.size !== before.size || [...now].some(([topic, count]) => before.get(topic) !== count)
}
