import type { TopicPartition } from './topic-partition.ts'

/** How far a partition has been fetched. */
export interface Position extends TopicPartition {
  readonly name: string
  /** `unknownOffset` where the group has committed nothing and where to start could not be looked up. */
  offset: bigint
  readableEnd: bigint
}

/** No log holds it, so the first fetch has the position looked up. */
export const unknownOffset = -1n
