import assert from 'node:assert/strict'
import { it } from 'node:test'
import { lagOf, noCounters, sumCounters } from '../../../runtime/telemetry/metrics.ts'
import { StatusFigures, statusLine } from '../../../runtime/telemetry/status-line.ts'

const status = (counters: object, state = 'RUNNING') => ({
  name: 'rubin',
  state,
  counters: { ...noCounters(), ...counters },
})

it('shows rates of late, and totals', () => {
  const figures = new StatusFigures(0)
  figures.take([status({ read: 100, stored: 100, storedBytes: 8e6 })], 10_000)

  const taken = figures.take(
    [status({ read: 350, stored: 300, storedBytes: 24e6, lag: 7, committed: 250, skipped: 2 })],
    14_000,
  )

  assert.equal(
    statusLine('rubin', taken.get('rubin') ?? assert.fail()),
    'rubin  50 records/s  4.0 MB/s  lag 7  in flight 50  committed 250  skipped 2  RUNNING',
  )
})

it('takes no rate from a moment, as totals arrive in lumps', () => {
  const figures = new StatusFigures(0)
  const rateAt = (now: number, stored: number) => figures.take([status({ stored })], now).get('rubin')?.recordsPerSecond

  assert.equal(rateAt(1_000, 100), 100)
  assert.equal(rateAt(2_000, 200), 100)
  assert.equal(rateAt(3_000, 300), 100)
  assert.equal(rateAt(3_010, 400), 133)
  assert.equal(rateAt(4_000, 400), 100)
})

it('says why a connector does not move', () => {
  const figures = new StatusFigures(0).take([status({}, 'RUNNING (retrying: UNAVAILABLE)')], 1_000)

  assert.match(
    statusLine('rubin', figures.get('rubin') ?? assert.fail()),
    /lag \? .* RUNNING \(retrying: UNAVAILABLE\)$/,
  )
})

it('sums tasks; the lag over those that know theirs', () => {
  const sum = sumCounters([
    { ...noCounters(), stored: 1, lag: 5 },
    { ...noCounters(), stored: 2, sinkRetrying: 'UNAVAILABLE' },
    { ...noCounters(), stored: 3, lag: 6 },
  ])

  assert.deepEqual(sum, { ...noCounters(), stored: 6, lag: 11, sinkRetrying: 'UNAVAILABLE' })
  assert.equal(sumCounters([noCounters()]).lag, null)
})

it('takes as lag what is not read and what is read but not stored, where the first is known', () => {
  const unread = new Map([
    ['alerts/0', 0n],
    ['alerts/1', 4n],
  ])
  const unstored = new Map([['alerts/0', 10]])

  assert.deepEqual(lagOf(unread, unstored), { lag: 14, lags: { 'alerts/0': 10, 'alerts/1': 4 } })
  assert.deepEqual(lagOf(null, unstored), { lag: null, lags: {} })
})

it('says how many records transforms dropped, if there are any', () => {
  const figures = new StatusFigures(0).take([status({ filtered: 3 })], 1_000)

  assert.match(statusLine('rubin', figures.get('rubin') ?? assert.fail()), /filtered 3/)
})
