import assert from 'node:assert/strict'
import { it } from 'node:test'
import { noCounters, sumCounters } from '../../../runtime/telemetry/metrics.ts'
import { StatusFigures, statusLine } from '../../../runtime/telemetry/status-line.ts'

const status = (counters: object, state = 'RUNNING') => ({
  name: 'rubin',
  state,
  counters: { ...noCounters(), ...counters },
})

it('shows rates since it last looked, and totals', () => {
  const figures = new StatusFigures(0)
  figures.take([status({ read: 100, stored: 100, storedBytes: 8e6 })], 1_000)

  const taken = figures.take(
    [status({ read: 350, stored: 300, storedBytes: 24e6, lag: 7, committed: 250, skipped: 2 })],
    3_000,
  )

  assert.equal(
    statusLine('rubin', taken.get('rubin') ?? assert.fail()),
    'rubin  100 records/s  8.0 MB/s  lag 7  in flight 50  committed 250  failures 2  RUNNING',
  )
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
    { ...noCounters(), stored: 2, retrying: 'UNAVAILABLE' },
    { ...noCounters(), stored: 3, lag: 6 },
  ])

  assert.deepEqual(sum, { ...noCounters(), stored: 6, lag: 11, retrying: 'UNAVAILABLE' })
  assert.equal(sumCounters([noCounters()]).lag, null)
})
