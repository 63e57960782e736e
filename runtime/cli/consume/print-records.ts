import { once } from 'node:events'
import type { Converter, Origin } from '../../api/converter.ts'
import type { ConsumerRecord, SchemaAndValue } from '../../api/record.ts'
import type { SourceBatch } from '../../api/source.ts'
import { reasonOf } from '../../telemetry/log-record.ts'
import type { Reading } from './open-reading.ts'
import { placeOf, type ShowRecord } from './show-record.ts'

export interface Printing {
  readonly reading: Reading
  readonly converter: Converter
  readonly show: ShowRecord
  readonly maxRecords: number
  /** Called whenever there are records. */
  readonly arrived: () => void
}

export interface Counts {
  read: number
  failed: number
}

/** Prints records until there are enough or `signal` aborts, and keeps `counts`. What cannot be shown has its line on standard error. */
export async function printRecords(printing: Printing, counts: Counts, signal: AbortSignal): Promise<void> {
  const { reading, maxRecords, arrived } = printing
  for await (const whole of reading.read(signal)) {
    const batch = firstOf(whole, maxRecords - counts.read)
    if (batch.records.length > 0) arrived()
    const shown = reading.begin(batch)
    await printBatch(batch.records, printing, { counts, signal })
    whole.release(false)
    if (signal.aborted) return
    shown()
    counts.read += batch.records.length
    if (counts.read >= maxRecords) return
  }
}

/** So many records of it, and no more. */
function firstOf(batch: SourceBatch, count: number): SourceBatch {
  if (batch.records.length <= count) return batch
  const records = batch.records.slice(0, count)
  return { ...batch, records, next: (records.at(-1)?.offset ?? 0n) + 1n }
}

interface Around {
  readonly counts: Counts
  readonly signal: AbortSignal
}

async function printBatch(
  records: readonly ConsumerRecord[],
  { converter, show }: Printing,
  { counts, signal }: Around,
): Promise<void> {
  const origin: Origin = { topic: records[0]?.topic ?? '', part: 'value' }
  await converter.prepareDecode?.(records, origin, signal)
  for (const record of records) {
    try {
      const value = record.value === null ? nothing : converter.decode(record.value, origin)
      if (!process.stdout.write(show(record, value))) await once(process.stdout, 'drain', { signal })
    } catch (error) {
      signal.throwIfAborted()
      counts.failed++
      console.error(`${placeOf(record)}: ${reasonOf(error)}`)
    }
  }
}

const nothing: SchemaAndValue = { schema: null, value: null }
