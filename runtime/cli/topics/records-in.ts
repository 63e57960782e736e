import type { PartitionState } from '@psconnect/client-kafka'

/** By the offsets; null while one of the partitions has no leader, so that its offsets are not known. */
export function recordsIn(partitions: readonly PartitionState[]): number | null {
  let records = 0
  for (const { offsets } of partitions) {
    if (!offsets) return null
    records += Number(offsets.end - offsets.start)
  }
  return records
}
