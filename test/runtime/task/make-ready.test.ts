import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Converter } from '../../../runtime/api/converter.ts'
import { ConnectError } from '../../../runtime/api/errors.ts'
import type { ConnectRecord, ConsumerRecord } from '../../../runtime/api/record.ts'
import type { Pipeline } from '../../../runtime/pipeline/build.ts'
import { type Carrying, carrying, until, untouched } from '../support/carrying.ts'

const records = [1n, 2n, 3n].map(
  (offset): ConsumerRecord => ({
    topic: 'alerts',
    partition: 0,
    offset,
    timestamp: null,
    key: null,
    value: Buffer.from(String(offset)),
    headers: [],
  }),
)
const outage = (scope: 'record' | 'task') => new ConnectError('REGISTRY_OUT', 'no answer', { scope, retriable: true })
const passing = { retryTimeoutMs: -1, retryDelayMaxMs: 1 }

/** Fails so many times, then works. */
function failing(times: number, error: ConnectError) {
  let left = times
  return () => {
    if (left-- > 0) throw error
  }
}
const withValues = (value: Converter): Pick<Pipeline, 'converters'> => ({
  converters: { key: untouched, value, header: untouched },
})
const decoding = (attempt: () => void): Converter => ({
  ...untouched,
  decode(value) {
    if (String(value) === '2') attempt()
    return { schema: null, value }
  },
})
const stages: Readonly<Record<string, (attempt: () => void) => NonNullable<Carrying['parts']>>> = {
  'a converter': attempt => withValues(decoding(attempt)),
  'a converter that prepares': attempt => withValues({ ...untouched, prepareDecode: async () => attempt() }),
  'a transform': attempt => ({
    steps: [
      {
        name: 'route',
        negate: false,
        transform: {
          apply: (given: ConnectRecord) => {
            if (given.original.offset === 2n) attempt()
            return given
          },
        },
      },
    ],
  }),
}
const offsetsOf = (stored: readonly ConnectRecord[]) => stored.map(({ original }) => original.offset)

for (const [what, parts] of Object.entries(stages)) {
  it(`${what} that cannot for now is tried again, and the order of records stays`, async context => {
    const task = await carrying(context, { records, parts: parts(failing(3, outage('record'))), errors: passing })

    await task.run()

    assert.deepEqual(offsetsOf(task.stored), [1n, 2n, 3n])
    assert.deepEqual(task.failures, [])
    assert.equal(task.counters.retries, 3)
    assert.equal(task.counters.skipped, 0)
    assert.equal(task.counters.converterRetrying, null)
  })

  it(`${what} shows why it is tried again, and gives nothing up when the task is stopped meanwhile`, async context => {
    const parting = parts(failing(Number.POSITIVE_INFINITY, outage('record')))
    const task = await carrying(context, {
      records,
      parts: parting,
      errors: { ...passing, tolerance: 'all' },
      queue: {},
    })

    const running = task.run()
    await until(context, () => task.counters.converterRetrying === 'no answer')
    task.abort()
    await running

    assert.deepEqual(task.stored, [])
    assert.deepEqual(task.letters(), [])
    assert.equal(task.counters.skipped, 0)
    assert.deepEqual(task.offsets.committable(), new Map())
  })

  it(`${what} is not tried again unless told to`, async context => {
    const task = await carrying(context, { records, parts: parts(failing(1, outage('record'))) })

    await task.run()

    assert.equal(task.counters.retries, 0)
    assert.equal(task.failures.length, 1)
    assert.deepEqual(task.offsets.committable(), new Map())
  })
}

const exhausted = { retryTimeoutMs: 20, retryDelayMaxMs: 5 }

it('a record whose time to pass is over is an error like any other: never skipped in silence', async context => {
  const parts = withValues(decoding(failing(Number.POSITIVE_INFINITY, outage('record'))))
  const strict = await carrying(context, { records, parts, errors: exhausted, queue: {} })
  await strict.run()

  assert.match(
    String(strict.failures[0]),
    /alerts\/0 offset 2: the value converter bytes refused the record: no answer/,
  )
  assert.equal(strict.letters().length, 1)
  assert.ok(strict.counters.retries > 0)
  assert.equal(strict.counters.recordFailures, strict.counters.retries + 1)

  const tolerant = await carrying(context, { records, parts, errors: { ...exhausted, tolerance: 'all' }, queue: {} })
  await tolerant.run()
  await until(context, () => tolerant.counters.skipped === 1)

  assert.deepEqual(offsetsOf(tolerant.stored), [1n, 3n])
  assert.equal(tolerant.letters().length, 1)
})

it('what a whole batch needs and does not get in time fails the task, whatever is tolerated', async context => {
  const preparing = { ...untouched, prepareDecode: () => Promise.reject(outage('task')) }
  const errors = { ...exhausted, tolerance: 'all' } as const
  const task = await carrying(context, { records, parts: withValues(preparing), errors, queue: {} })

  await task.run()

  assert.deepEqual(task.failures.map(String), ['ConnectError: no answer'])
  assert.ok(task.counters.retries > 0)
  assert.deepEqual(task.letters(), [])
})

it('what is dropped by a transform is counted once, however often a batch is tried', async context => {
  const drop = { name: 'drop', negate: false, transform: { apply: () => null } }
  const parts = { ...withValues(decoding(failing(2, outage('record')))), steps: [drop] }
  const task = await carrying(context, { records, parts, errors: passing })

  await task.run()

  assert.equal(task.counters.filtered, 3)
})
