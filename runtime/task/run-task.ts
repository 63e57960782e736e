import type { ConnectRecord, ConsumerRecord } from '../api/record.ts'
import type { Source, SourceBatch } from '../api/source.ts'
import type { OffsetTracker } from '../commit/offset-tracker.ts'
import { at } from '../pipeline/place.ts'
import { isPromise, wrongResult } from '../pipeline/plugin-fault.ts'
import type { TaskMeasures } from '../telemetry/task-measures.ts'
import { checkBatch } from './check-batch.ts'
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
  /** Partitions that the source has ever said it reads. */
  readonly assigned: ReadonlySet<string>
  /** Ends what is in flight. Aborts at the task's end at the latest. */
  readonly signal: AbortSignal
  /** Fails the task: aborts `signal` and, with it, reading. */
  readonly fail: (error: unknown) => void
}

/** Every record's way: read, converted, written, and, once it is stored, free to be committed. Ends when reading ends. */
export async function runTask(path: DataPath, reading: AbortSignal): Promise<void> {
  path.signal.addEventListener('abort', () => path.recordErrors.end(), { once: true })
  try {
    for await (const batch of batchesOf(path.pipeline.source, reading)) {
      checkBatch(batch, path.assigned)
      const load = { batch, bytes: weigh(batch.records), stored: path.offsets.begin(batch) }
      // Given up, or handed over since it was read: in both cases it is read again.
      if (!isOurs(load) || path.signal.aborted) batch.release(false)
      else await carry(load, path)
    }
  } catch (error) {
    if (!isEnd(error, reading)) throw path.stages.named(error, 'source', 'read')
  }
}

/** Whether a source has only passed on that reading is to end, as what waits with its signal rejects then. */
const isEnd = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted && (error === reason || (error instanceof Error && error.name === 'AbortError' && error.cause === reason))

interface Load {
  readonly batch: SourceBatch
  readonly bytes: number
  readonly stored: () => void
}

const isOurs = (load: Omit<Load, 'stored'> & { readonly stored: Load['stored'] | undefined }): load is Load =>
  load.stored !== undefined

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
    const written = write(records, path)
    void deliver(load, { written, since, held, taken }, path)
  } catch (error) {
    load.batch.release(false)
    fail(error)
  }
}

/** Undefined where nothing is left to write. */
function write(
  records: readonly ConnectRecord[],
  { pipeline, place, stages, signal }: DataPath,
): Promise<void> | undefined {
  const [first] = records
  if (!first) return undefined
  place.enter(first.original, at.sink)
  try {
    // A plugin may have been written without types, and what is no promise would count as stored.
    const written: unknown = pipeline.sink.write(records, signal)
    if (!isPromise(written)) throw wrongResult('return a promise, which resolves when the records are stored', written)
    return written as Promise<void>
  } catch (error) {
    throw stages.named(error, 'sink', 'write')
  } finally {
    place.leave()
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
  const { counters, measures, fail, stages } = path
  const { written, since, held, taken } = underWay
  // An attempt of the sink may fail first, and only then it can say that it tries again.
  const open = stages.begin('sink', 'write', 2 * path.pipeline.sink.attemptTimeoutMs)
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
    fail(stages.named(error, 'sink', 'write'))
  } finally {
    stages.end(open)
    batch.release(done && path.keepsNothing)
    held?.release()
  }
}

function batchesOf(source: Source, reading: AbortSignal): AsyncIterable<SourceBatch> {
  const batches: Partial<AsyncIterable<SourceBatch>> | null | undefined = source.read(reading)
  if (typeof batches?.[Symbol.asyncIterator] === 'function') return batches as AsyncIterable<SourceBatch>
  throw wrongResult('return something to go through with `for await`', batches)
}

function weigh(records: readonly ConsumerRecord[]): number {
  let bytes = 0
  for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0)
  return bytes
}
