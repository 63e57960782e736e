import type { Cluster, Metadata } from './kafkajs-internals.ts'
import { nameOf } from './topic-partition.ts'

const known = new WeakMap<Metadata, ReadonlyMap<string, number>>()

/** Which broker leads each partition, by the partition's name, as of the last metadata; absent while it has no leader. */
export function leaders(cluster: Cluster): ReadonlyMap<string, number> {
  const { metadata } = cluster.brokerPool
  if (!metadata) return new Map()
  let leaderOf = known.get(metadata)
  if (!leaderOf) {
    leaderOf = new Map(
      metadata.topicMetadata.flatMap(({ topic, partitionMetadata }) =>
        partitionMetadata
          .filter(({ leader }) => leader >= 0)
          .map(({ partitionId, leader }) => [nameOf({ topic, partition: partitionId }), leader] as const),
      ),
    )
    known.set(metadata, leaderOf)
  }
  return leaderOf
}
