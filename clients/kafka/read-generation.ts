import type { SourceBatch, SourceContext } from 'psconnect/plugin'
import type { Generation, GroupMember } from './group-member.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { keepTrying } from './keep-trying.ts'
import { type FetcherOptions, PartitionFetcher } from './partition-fetcher.ts'
import { type Position } from './position.ts'
import type { ResetPolicy } from './start-offsets.ts'
import { startPositions } from './start-positions.ts'
import type { Troubles } from './troubles.ts'

export interface ReadingParts {
  readonly member: GroupMember
  readonly cluster: Cluster
  readonly host: SourceContext
  readonly troubles: Troubles
  readonly policy: ResetPolicy
  readonly commitsStart: boolean
  readonly limits: FetcherOptions['limits']
  /** Told where reading begins; the positions move on as records are fetched. */
  readonly found: (positions: readonly Position[]) => void
  readonly emit: (batch: SourceBatch) => void
}

/** Reads what a generation gave this member: looks up where to begin, then fetches until the signal aborts. Rejects when that cannot go on. */
export async function readGeneration(generation: Generation, parts: ReadingParts, signal: AbortSignal): Promise<void> {
  if (generation.partitions.length === 0) return
  const { cluster, host, troubles, limits } = parts
  const { log } = host
  const positions = await keepTrying(() => startPositions(generation, { ...parts, isolation: limits.isolation }), {
    complaint: 'Cannot look up where to start reading',
    log,
    troubles,
    signal,
    between: async () => {
      await cluster.refreshMetadata().catch(() => undefined)
      return true
    },
  })
  if (!positions) return
  parts.found(positions)
  await new PartitionFetcher({ ...parts, log, positions }).run(signal)
}
