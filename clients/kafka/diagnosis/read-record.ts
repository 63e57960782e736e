import type { ConsumerRecord, DiagnosisFinding } from 'psconnect/plugin'
import { nameOf } from '../topic-partition.ts'
import { TopicReader } from '../topic-reader.ts'
import type { Consuming } from './consuming.ts'
import { withCluster } from './reach-brokers.ts'
import { type SelectedPartition, select } from './selected-topics.ts'

/** Fetches one of the newest records, by its partition: no group is joined. Of topics without any, that they may be read is all that is tried. */
export async function readRecord(consuming: Consuming, signal: AbortSignal): Promise<DiagnosisFinding> {
  const { partitions } = await withCluster(consuming.connection, cluster => select(cluster, consuming))
  const filled = partitions.find(({ range }) => range && range.latest > range.start)
  const chosen = filled ?? partitions[0]
  if (!chosen) return { outcome: 'unknown', text: 'there is no partition to read' }
  const { record, trouble } = await firstOf(chosen, consuming, signal)
  const place = nameOf(chosen)
  if (record) return { outcome: 'ok', text: `${place} at offset ${record.offset}, ${sizeOf(record)}`, record }
  if (trouble !== null) return { outcome: 'failed', text: `${place} cannot be read: ${trouble}` }
  if (!filled) return { outcome: 'unknown', text: 'may be read, but is empty: there is no record to try' }
  return { outcome: 'unknown', text: `${place} gives no record at its end, where marks of transactions may be` }
}

/** Some offsets hold no record, such as those of transactions' marks. */
const lookBack = 10n

/** How long is waited for a record where there is one, and for a refusal where there is none. */
const recordMs = 5000
const refusalMs = 1500

async function firstOf(
  { topic, partition, range }: SelectedPartition,
  { connection, isolation }: Consuming,
  signal: AbortSignal,
): Promise<{ readonly record?: ConsumerRecord | undefined; readonly trouble: string | null }> {
  const { start, latest } = range ?? { start: 0n, latest: 0n }
  const from = new Map([[partition, latest - lookBack > start ? latest - lookBack : start]])
  let trouble: string | null = null
  const host = { log: silent, retrying: (reason: string | null) => void (trouble = reason) }
  const reader = await TopicReader.open({ connection, topic, from, isolation }, host)
  const limit = AbortSignal.any([signal, AbortSignal.timeout(latest > start ? recordMs : refusalMs)])
  try {
    for await (const batch of reader.read(limit)) {
      const { records } = batch
      batch.release(false)
      if (records.length > 0)
        return { record: records.findLast(({ value }) => value !== null) ?? records.at(-1), trouble }
    }
    return { trouble }
  } finally {
    await reader.close()
  }
}

const sizeOf = ({ value }: ConsumerRecord): string => {
  if (value === null) return 'without a value'
  return value.length < 1000 ? `${value.length} bytes` : `${(value.length / 1000).toFixed(1)} kB`
}

/** What is wrong is told by the outcome. */
const silent = { debug() {}, info() {}, warn() {}, error() {} }
