import assert from 'node:assert/strict'
import { it } from 'node:test'
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
import { nowhere, unwatched } from '../support/unwatched.ts'

const untouched: Converter = { decode: bytes => ({ schema: null, value: bytes }), encode: () => new Uint8Array() }
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
function setUp({
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
const turn = () => new Promise(setImmediate)

it('hands batches to the sink in order, without waiting for earlier ones, and keeps their memory until they are stored', async () => {
  const task = setUp({})

  await task.run()
  assert.deepEqual(
    task.writes.map(({ offset }) => offset),
    [0n, 1n],
  )
  assert.deepEqual(task.released, [])
  task.writes[1]?.settle.resolve()
  await turn()

  assert.deepEqual(task.released, [2n])
  assert.equal(task.counters.read, 2)
  assert.equal(task.counters.readBytes, 6)
  assert.equal(task.counters.stored, 1)
  assert.deepEqual(task.offsets.committable(), new Map())
})

it('fails on a write that fails, commits nothing of it and gives its memory back', async () => {
  const task = setUp({})
  const reason = new ConnectError('SINK_FAILED', 'refused')

  await task.run()
  task.writes[0]?.settle.reject(reason)
  task.writes[1]?.settle.resolve()
  await turn()

  assert.deepEqual(task.failures, [reason])
  assert.deepEqual(new Set(task.released), new Set([1n, 2n]))
  assert.deepEqual(task.offsets.committable(), new Map())
})

it('lets the memory of what is stored be used again, and of nothing else', async () => {
  const task = setUp({})
  await task.run()
  task.writes[0]?.settle.resolve()
  await turn()
  task.writes[1]?.settle.reject(new ConnectError('SINK_FAILED', 'refused'))
  await turn()
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.reusable, [1n])
})

it('lets no memory be used again where a plugin does not promise that it keeps nothing', async () => {
  const task = setUp({ keepsNothing: false })
  await task.run()
  for (const { settle } of task.writes) settle.resolve()
  await turn()
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.reusable, [])
})

it('does not write what was handed over to another task since it was read', async () => {
  const task = setUp({ partitions: ['a/9', 'a/0'] })

  await task.run()

  assert.deepEqual(task.released, [1n])
  assert.deepEqual(
    task.writes.map(({ offset }) => offset),
    [1n],
  )
})

it('fails when a converter cannot prepare, and writes nothing after that', async () => {
  const reason = new ConnectError('SOURCE_UNAVAILABLE', 'no registry')
  const task = setUp({ converter: { ...untouched, prepareDecode: () => Promise.reject(reason) } })

  await task.run()

  assert.deepEqual(task.failures, [reason])
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.writes, [])
})

it('fails on a record that must not be skipped', async () => {
  const converter: Converter = {
    ...untouched,
    decode: () => {
      throw new Error('not Avro')
    },
  }
  const task = setUp({ converter })

  await task.run()

  assert.match(String(task.failures[0]), /value converter/)
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.offsets.committable(), new Map())
})

it('takes records that a transform drops for stored, and counts them', async () => {
  const drop = { name: 'drop', transform: { apply: () => null }, negate: false }
  const task = setUp({ steps: [drop] })

  await task.run()
  await turn()

  assert.deepEqual(task.writes, [])
  assert.equal(task.counters.filtered, 2)
  assert.equal(task.counters.stored, 2)
  assert.deepEqual(task.offsets.committable(), new Map([['a/0', 2n]]))
})

it('fails as soon as a dead letter cannot be kept, also while the write is under way', async () => {
  const decodeFirst: Converter = {
    ...untouched,
    decode: bytes => {
      if (bytes[0] === 9) throw new ConnectError('RECORD_UNREADABLE', 'nine')
      return { schema: null, value: bytes }
    },
  }
  const task = setUp({ partitions: ['a/0'], converter: decodeFirst, firstBytes: [1, 9], tolerated: true })

  await task.run()
  await turn()
  assert.equal(task.writes.length, 1)
  assert.deepEqual(task.failures.map(String), ['ConnectError: value converter'])
  assert.equal(task.offsets.committable().size, 0)
})
