import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CommitTimer } from '../../../runtime/commit/commit-timer.ts'
import { type Offsets, OffsetTracker } from '../../../runtime/commit/offset-tracker.ts'
import { type LogRecord, loggerTo } from '../../../runtime/telemetry/log-record.ts'

function setUp(commit: (offsets: Offsets) => Promise<void>, intervalMs = 5) {
  const offsets = new OffsetTracker()
  offsets.assign(['alerts/0'])
  const store = (next: bigint) => offsets.begin({ partition: 'alerts/0', next, records: [] })?.()
  const lines: LogRecord[] = []
  const log = loggerTo(line => lines.push(line))
  const commits = new CommitTimer({ offsets, commit, intervalMs, log, attempted: () => undefined })
  return { commits, store, lines, stop: new AbortController() }
}

it('commits every interval what has been stored since', async () => {
  const committed: bigint[] = []
  const twice = Promise.withResolvers<void>()
  const { commits, store, stop } = setUp(async offsets => {
    committed.push(offsets.get('alerts/0') as bigint)
    if (committed.length === 1) store(2n)
    else twice.resolve()
  })
  store(1n)

  const running = commits.run(stop.signal)
  await twice.promise
  stop.abort()
  await running

  assert.deepEqual(committed, [1n, 2n])
})

it('says that a commit failed and tries it again before the interval is over', { timeout: 20_000 }, async () => {
  const attempts: Offsets[] = []
  const again = Promise.withResolvers<void>()
  const failing = async (offsets: Offsets) => {
    attempts.push(offsets)
    if (attempts.length === 1) throw new Error('coordinator is moving')
    again.resolve()
  }
  const { commits, store, lines, stop } = setUp(failing, 60_000)
  store(1n)

  await commits.finish(stop.signal)
  await again.promise

  assert.deepEqual(attempts, [new Map([['alerts/0', 1n]]), new Map([['alerts/0', 1n]])])
  assert.deepEqual(
    lines.map(({ level }) => level),
    ['warn'],
  )
})

it('never has two commits under way', async () => {
  let underWay = 0
  let most = 0
  const { commits, store, stop } = setUp(async () => {
    most = Math.max(most, ++underWay)
    await new Promise(setImmediate)
    store(most === 1 ? 2n : 3n)
    underWay--
  })
  store(1n)

  const running = commits.run(stop.signal)
  await Promise.all([commits.finish(stop.signal), commits.finish(stop.signal), commits.finish(stop.signal)])
  stop.abort()
  await running

  assert.equal(most, 1)
})
