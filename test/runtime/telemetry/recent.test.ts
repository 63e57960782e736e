import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Recent } from '../../../runtime/telemetry/recent.ts'

it('gives zeros where there was nothing', () => {
  assert.deepEqual(new Recent(0).read(0), { mean: 0, max: 0, perSecond: 0 })
})

it('gives mean, maximum and rate', () => {
  const recent = new Recent(0)
  recent.add(2, 1_000)
  recent.add(6, 2_000)

  assert.deepEqual(recent.read(4_000), { mean: 4, max: 6, perSecond: 2 })
})

it('takes no time shorter than a second for a rate', () => {
  const recent = new Recent(0)
  recent.add(5, 1)

  assert.equal(recent.read(2).perSecond, 5)
})

it('remembers the window before the present one, and nothing older', () => {
  const recent = new Recent(0)
  recent.add(8, 29_999)
  recent.add(2, 30_000)

  assert.deepEqual(recent.read(40_000), { mean: 5, max: 8, perSecond: 0.25 })
  assert.deepEqual(recent.read(60_000), { mean: 2, max: 2, perSecond: 2 / 30 })
  assert.deepEqual(recent.read(130_000), { mean: 0, max: 0, perSecond: 0 })
})
