import type { ConsumerRecord } from '../api/record.ts'
import type { SourceBatch } from '../api/source.ts'
import type { OffsetTracker } from '../commit/offset-tracker.ts'
import type { TaskMeasures } from '../telemetry/task-measures.ts'
import { makeReady, type Preparation, type Ready } from './make-ready.ts'
import type { RecordErrors } from './record-errors.ts'

export interface DataPath extends Preparation {
  /** Where nothing is kept of what is stored, its memory may be used again. */
  readonly keepsNothing: boolean
  readonly recordErrors: Pick<RecordErrors, 'take' | 'tolerates' | 'end'>
  readonly measures: TaskMeasures
  /** Gathers the topics that records come from. */
  readonly topics: Set<string>
  readonly offsets: OffsetTracker
  /** Ends what is in flight. Aborts at the task's end at the latest. */
  readonly signal: AbortSignal
  /** Fails the task: aborts `signal` and, with it, reading. */
  readonly fail: (error: unknown) => void
}

/** Every record's way: read, converted, written, and, once it is stored, free to be committed. Ends when reading ends. */
export async function runTask(path: DataPath, reading: AbortSignal): Promise<void> {
  path.signal.addEventListener('abort', () => path.recordErrors.end(), { once: true })
  for await (const batch of path.pipeline.source.read(reading)) {
    const stored = path.offsets.begin(batch)
    // Given up, or handed over since it was read: in both cases it is read again.
    if (!stored || path.signal.aborted) batch.release(false)
    else await carry({ batch, bytes: weigh(batch.records), stored }, path)
  }
}

interface Load {
  readonly batch: SourceBatch
  readonly bytes: number
  readonly stored: () => void
}

/** Waits until the batch is with the sink, not until it is stored. Never rejects. */
async function carry(load: Load, path: DataPath): Promise<void> {
  const { counters, measures, fail } = path
  const { length } = load.batch.records
  counters.read += length
  counters.readBytes += load.bytes
  measures.read(length, counters.read - counters.committed)
  const [first] = load.batch.records
  if (first) path.topics.add(first.topic)
  try {
    const { records, held, taken } = await makeReady(load.batch.records, path)
    counters.sent += records.length
    measures.sent(records.length)
    const since = performance.now()
    const written = records.length > 0 ? path.pipeline.sink.write(records, path.signal) : undefined
    void deliver(load, { written, since, held, taken }, path)
  } catch (error) {
    load.batch.release(false)
    fail(error)
  }
}

/** With the sink. What it was given is not here: values that were decoded take more memory than anybody has counted. */
interface UnderWay extends Pick<Ready, 'held' | 'taken'> {
  readonly written: Promise<void> | undefined
  readonly since: number
}

/**
 * Waits by itself, so that batches reach the sink in order and several are in flight. Stored is what the sink has, and what has failed
 * once it is safe in the dead-letter queue. Never rejects.
 */
async function deliver({ batch, bytes, stored }: Load, underWay: UnderWay, path: DataPath): Promise<void> {
  const { counters, measures, fail } = path
  const { written, since, held, taken } = underWay
  let done = false
  try {
    if (taken.length === 0) await written
    else await Promise.all([written, ...taken])
    stored()
    done = true
    counters.stored += batch.records.length
    counters.storedBytes += bytes
    counters.lastStoredTime = Date.now()
    measures.stored(performance.now() - since)
  } catch (error) {
    fail(error)
  } finally {
    batch.release(done && path.keepsNothing)
    held?.release()
  }
}

function weigh(records: readonly ConsumerRecord[]): number {
  let bytes = 0
  for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0)
  return bytes
}
