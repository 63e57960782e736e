import type { ConsumerRecord } from '../api/record.ts'
import type { SourceBatch } from '../api/source.ts'
import type { OffsetTracker } from '../commit/offset-tracker.ts'
import type { Pipeline } from '../pipeline/build.ts'
import { convert, prepare, type TakeRecordError } from '../pipeline/convert.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'

export interface DataPath {
  readonly pipeline: Pipeline
  readonly offsets: OffsetTracker
  readonly counters: TaskCounters
  readonly takeError: TakeRecordError
  /** Ends what is in flight. */
  readonly signal: AbortSignal
  /** Fails the task: aborts `signal` and, with it, reading. */
  readonly fail: (error: unknown) => void
}

/** Every record's way: read, converted, written, and, once it is stored, free to be committed. Ends when reading ends. */
export async function runTask(path: DataPath, reading: AbortSignal): Promise<void> {
  for await (const batch of path.pipeline.source.read(reading)) {
    const stored = path.offsets.begin(batch)
    // Given up, or handed over since it was read: in both cases it is read again.
    if (!stored || path.signal.aborted) batch.release()
    else if (await prepared(batch, path)) void deliver(batch, stored, path)
  }
}

async function prepared(batch: SourceBatch, { pipeline, signal, fail }: DataPath): Promise<boolean> {
  try {
    await prepare(batch.records, pipeline.converters, signal)
    return true
  } catch (error) {
    batch.release()
    fail(error)
    return false
  }
}

/** Writes without waiting first, so that batches reach the sink in order and several are in flight. Never rejects. */
async function deliver(batch: SourceBatch, stored: () => void, path: DataPath): Promise<void> {
  const { pipeline, counters, takeError, signal, fail } = path
  const bytes = weigh(batch.records)
  counters.read += batch.records.length
  counters.readBytes += bytes
  try {
    const records = convert(batch.records, pipeline.converters, takeError)
    if (records.length > 0) await pipeline.sink.write(records, signal)
    stored()
    counters.stored += batch.records.length
    counters.storedBytes += bytes
  } catch (error) {
    fail(error)
  } finally {
    batch.release()
  }
}

function weigh(records: readonly ConsumerRecord[]): number {
  let bytes = 0
  for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0)
  return bytes
}
