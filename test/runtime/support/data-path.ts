import type { Converter } from '../../../runtime/api/converter.ts'
import { ConnectError } from '../../../runtime/api/errors.ts'
import type { ConsumerRecord } from '../../../runtime/api/record.ts'
import type { SourceBatch } from '../../../runtime/api/source.ts'
import { OffsetTracker } from '../../../runtime/commit/offset-tracker.ts'
import type { Step } from '../../../runtime/pipeline/transform.ts'
import type { Failure } from '../../../runtime/task/failure.ts'
import { runTask } from '../../../runtime/task/run-task.ts'
import { noCounters } from '../../../runtime/telemetry/metrics.ts'
import { TaskMeasures } from '../../../runtime/telemetry/task-measures.ts'
import { nowhere, unwatched } from './unwatched.ts'

export const untouched: Converter = {
  decode: bytes => ({ schema: null, value: bytes }),
  encode: () => new Uint8Array(),
}
const record = (offset: bigint, first: number): ConsumerRecord => ({
  topic: 'a',
  partition: 0,
  offset,
  timestamp: null,
  key: null,
  value: Uint8Array.of(first, 2, 3),
  headers: [],
})

const noSteps: readonly Step[] = []

/** A data path that reads one batch for each of `partitions`, whose writes the test settles. It has a record for each of `firstBytes`. */
export function dataPath({
  partitions = ['a/0', 'a/0'],
  converter = untouched,
  steps = noSteps,
  firstBytes = [1],
  tolerated = false,
  keepsNothing = true,
}) {
  const offsets = new OffsetTracker()
  offsets.assign(['a/0'])
  const counters = noCounters()
  const life = new AbortController()
  const failures: unknown[] = []
  const released: bigint[] = []
  const reusable: bigint[] = []
  const writes: { readonly offset: bigint; readonly settle: PromiseWithResolvers<void> }[] = []
  const batches = partitions.map((partition, index): SourceBatch => {
    const next = BigInt(index + 1)
    return {
      partition,
      next,
      records: firstBytes.map(first => record(BigInt(index), first)),
      release(again) {
        released.push(next)
        if (again) reusable.push(next)
      },
    }
  })
  const pipeline = {
    source: {
      read: async function* () {
        yield* batches
      },
      lag: () => null,
      close: async () => undefined,
    },
    commit: async () => undefined,
    converters: { key: untouched, value: converter, header: untouched },
    steps,
    sink: {
      attemptTimeoutMs: 0,
      write(written: readonly { readonly original: ConsumerRecord }[]) {
        const settle = Promise.withResolvers<void>()
        writes.push({ offset: written[0]?.original.offset ?? -1n, settle })
        return settle.promise
      },
      flush: async () => undefined,
      close: async () => undefined,
    },
    parts: [],
  }
  const fail = (error: unknown) => {
    failures.push(error)
    life.abort(error)
  }
  const errors = { retryTimeoutMs: 0, retryDelayMaxMs: 0 }
  const path = {
    place: nowhere(),
    assigned: new Set(partitions),
    stages: unwatched({ counters, signal: life.signal }),
    pipeline,
    offsets,
    topics: new Set<string>(),
    keepsNothing,
    counters,
    measures: new TaskMeasures(),
    recordErrors: { ...recordErrors, tolerates: () => tolerated, end() {} },
    errors,
    retrying,
    signal: life.signal,
    fail,
  }
  return { run: () => runTask(path, life.signal), offsets, counters, failures, released, reusable, writes }
}

/** What becomes of single records is shown in record-errors.test.ts. */
const recordErrors = {
  take: async ({ stage, error }: Failure) => {
    throw new ConnectError('TASK_FAILED', stage, { cause: error })
  },
}
const retrying = () => undefined
