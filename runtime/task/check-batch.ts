import type { ConsumerRecord } from '../api/record.ts'
import type { SourceBatch } from '../api/source.ts'
import { wrongResult } from '../pipeline/plugin-fault.ts'

/** Throws unless it is a batch. A plugin may have been written without types. */
export function checkBatch(batch: SourceBatch, assigned: ReadonlySet<string>): void {
  const given = batch as Partial<SourceBatch> | null | undefined
  if (typeof given?.partition !== 'string')
    throw wrongResult('yield batches: { partition, records, next, release }', given)
  if (!hasShape(given)) throw wrongPart(given)
  const [first] = given.records as readonly (Partial<ConsumerRecord> | null | undefined)[]
  if (given.records.length > 0 && (typeof first?.offset !== 'bigint' || typeof first.topic !== 'string'))
    throw wrongResult('yield batches of records: { topic, partition, offset, … }', first)
  // It would be taken for one that was handed over since: read, and never committed.
  if (!assigned.has(given.partition))
    throw new TypeError(
      `it must yield batches of partitions that it has called assigned() for, and gave ${given.partition}`,
    )
}

const hasShape = (given: Partial<SourceBatch>): given is SourceBatch =>
  Array.isArray(given.records) && isOffset(given.next) && typeof given.release === 'function'

const isOffset = (next: unknown): boolean => typeof next === 'bigint' || typeof next === 'string'

function wrongPart({ records, next, release }: Partial<SourceBatch>): Error {
  if (!Array.isArray(records)) return wrongResult('yield batches whose records are a list', records)
  if (!isOffset(next)) return wrongResult('yield batches whose next is a bigint or a text', next)
  return wrongResult('yield batches whose release is a function', release)
}
