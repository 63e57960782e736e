import type { ConsumerRecord } from '../api/record.ts'
import type { SourceBatch } from '../api/source.ts'
import type { OffsetTracker } from '../commit/offset-tracker.ts'
import type { Pipeline } from '../pipeline/build.ts'
import { convert, prepare, type TakeRecordError } from '../pipeline/convert.ts'
import { type Anew, encodeAnew } from '../pipeline/encode-anew.ts'
import { transform } from '../pipeline/transform.ts'
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
    else {
      const ready = await makeReady(batch, path)
      if (ready) void deliver({ ...ready, batch, stored }, path)
    }
  }
}

/** A batch that only has to be written. */
interface Delivery extends Anew {
  readonly batch: SourceBatch
  readonly bytes: number
  readonly stored: () => void
}

/** Undefined after it has failed the task. */
async function makeReady(
  batch: SourceBatch,
  path: DataPath,
): Promise<Pick<Delivery, keyof Anew | 'bytes'> | undefined> {
  const { pipeline, counters, takeError, signal, fail } = path
  const bytes = weigh(batch.records)
  try {
    await prepare(batch.records, pipeline.converters, signal)
    counters.read += batch.records.length
    counters.readBytes += bytes
    const converted = convert(batch.records, pipeline.converters, takeError)
    const records = transform(converted, pipeline.steps, path)
    const { valueEncoder } = pipeline
    if (!valueEncoder) return { records, held: undefined, bytes }
    return { ...(await encodeAnew(records, valueEncoder, path)), bytes }
  } catch (error) {
    batch.release()
    fail(error)
    return undefined
  }
}

/** Writes without waiting first, so that batches reach the sink in order and several are in flight. Never rejects. */
async function deliver({ batch, bytes, stored, records, held }: Delivery, path: DataPath): Promise<void> {
  const { pipeline, counters, signal, fail } = path
  try {
    if (records.length > 0) await pipeline.sink.write(records, signal)
    stored()
    counters.stored += batch.records.length
    counters.storedBytes += bytes
  } catch (error) {
    fail(error)
  } finally {
    batch.release()
    held?.release()
  }
}

function weigh(records: readonly ConsumerRecord[]): number {
  let bytes = 0
  for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0)
  return bytes
}
