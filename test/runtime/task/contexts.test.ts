import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CommitTimer } from '../../../runtime/commit/commit-timer.ts'
import { type Offsets, OffsetTracker } from '../../../runtime/commit/offset-tracker.ts'
import { sourceContext } from '../../../runtime/task/contexts.ts'
import { TaskBudget } from '../../../runtime/task/memory-budget.ts'
import { Slots, shareBudget } from '../../../runtime/task/shared-budget.ts'
import { type LogRecord, loggerTo } from '../../../runtime/telemetry/log-record.ts'
import { noCounters } from '../../../runtime/telemetry/metrics.ts'

const never = new AbortController().signal
const turn = () => new Promise(setImmediate)
const record = { topic: 'a', partition: 0, offset: 0n, timestamp: null, key: null, value: null, headers: [] }

function setUp(commit: (offsets: Offsets) => Promise<void> = async () => undefined) {
  const committed: Offsets[] = []
  const offsets = new OffsetTracker()
  const lines: LogRecord[] = []
  const log = loggerTo(line => lines.push(line))
  const commits = new CommitTimer({
    offsets,
    commit: async wanted => {
      await commit(wanted)
      committed.push(wanted)
    },
    intervalMs: 60_000,
    log,
    attempted: () => undefined,
  })
  const flushes: AbortSignal[] = []
  const shared = shareBudget(2 ** 26)
  const counters = noCounters()
  const context = sourceContext({
    log,
    signal: never,
    task: { connector: 'c', index: 0, count: 1 },
    counters,
    budget: new TaskBudget(shared, 0),
    offsets,
    assigned: new Set(),
    commits,
    flush: async signal => void flushes.push(signal),
    askOffsets: async () => new Map(),
  })
  context.assigned(['a/0', 'a/1'])
  const begin = (partition: string, next: bigint) =>
    offsets.begin({ partition, next, records: [record] }) ?? assert.fail(`${partition} is not ours`)
  return { context, offsets, commits, committed, counters, lines, flushes, begin, slots: new Slots(shared) }
}

it('hands partitions over once what is in flight of them is stored and committed', async () => {
  const { context, offsets, committed, flushes, begin } = setUp()
  const stored = begin('a/0', 1n)
  begin('a/1', 7n)
  let handedOver = false
  const revoking = context.revoking(['a/0'], never).finally(() => (handedOver = true))

  await turn()
  assert.equal(flushes.length, 1)
  assert.equal(handedOver, false)
  stored()

  await revoking
  assert.deepEqual(committed, [new Map([['a/0', 1n]])])
  assert.deepEqual(offsets.committable(), new Map())
  assert.equal(offsets.open(['a/1']), 1)
})

it('commits what is stored by the deadline, says what is sent again, and ignores what is stored later', async () => {
  const { context, offsets, committed, lines, begin } = setUp()
  begin('a/0', 1n)()
  const late = begin('a/0', 2n)
  const deadline = new AbortController()
  const revoking = context.revoking(['a/0'], deadline.signal)

  deadline.abort()

  await revoking
  assert.deepEqual(committed, [new Map([['a/0', 1n]])])
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['1 records were not stored and committed in time and are sent again'],
  )
  late()
  assert.deepEqual(offsets.committable(), new Map())
})

it('waits for a commit that is under way, so that it cannot arrive after the last one', async () => {
  const answer = Promise.withResolvers<void>()
  const { context, commits, committed, begin } = setUp(() => answer.promise)
  begin('a/0', 1n)()
  const committing = commits.finish(never)
  let handedOver = false
  const revoking = context.revoking(['a/0'], never).finally(() => (handedOver = true))

  await turn()
  assert.equal(handedOver, false)
  answer.resolve()

  await Promise.all([committing, revoking])
  assert.deepEqual(committed, [new Map([['a/0', 1n]])])
})

it('tries a commit that fails again before it hands over, and takes it for committed only then', async () => {
  let failures = 1
  const { context, committed, lines, begin } = setUp(async () => {
    if (failures-- > 0) throw new Error('no answer')
  })
  begin('a/0', 1n)()
  await context.revoking(['a/0'], never)
  assert.deepEqual(committed, [new Map([['a/0', 1n]])])
  assert.equal(lines.filter(({ level }) => level === 'warn').length, 1)
})

it('commits nothing of lost partitions', async () => {
  const { context, offsets, begin } = setUp()
  begin('a/0', 1n)()
  begin('a/1', 1n)()

  context.lost(['a/0'])

  assert.deepEqual(offsets.committable(), new Map([['a/1', 1n]]))
})

it('shows why nothing can be read, until it can again', () => {
  const { context, counters } = setUp()
  context.retrying('no broker answers')
  assert.equal(counters.sourceRetrying, 'no broker answers')
  context.retrying(null)
  assert.equal(counters.sourceRetrying, null)
})

it('lets a source fetch less at a time while more tasks live, and as much as before once they have ended', () => {
  const { context, slots } = setUp()
  const [, second = -1] = slots.take(2)
  const before = context.fetchBytes

  const [third = -1, fourth = -1] = slots.take(2)
  assert.equal(context.fetchBytes, before / 2)

  for (const slot of [second, third, fourth]) slots.free(slot)
  assert.equal(context.fetchBytes, 2 * before)
})
