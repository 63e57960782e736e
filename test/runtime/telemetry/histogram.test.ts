import assert from 'node:assert/strict'
import { it } from 'node:test'
import { copyHistogram, histogram, observe, sumHistograms } from '../../../runtime/telemetry/histogram.ts'

it('counts each value in the first bucket whose bound it does not exceed', () => {
  const sizes = histogram([1, 10])
  for (const value of [0, 1, 1.5, 10, 11, 1000]) observe(sizes, value)

  assert.deepEqual(sizes, { bounds: [1, 10], counts: [2, 2, 2], sum: 1023.5 })
})

it('adds up with another, which leaves both as they were', () => {
  const sizes = histogram([1])
  const others = histogram([1])
  observe(sizes, 1)
  observe(others, 2)

  assert.deepEqual(sumHistograms(sizes, others), { bounds: [1], counts: [1, 1], sum: 3 })
  assert.deepEqual(sizes, { bounds: [1], counts: [1, 0], sum: 1 })
})

it('is copied as it is at that time', () => {
  const sizes = histogram([1])
  const before = copyHistogram(sizes)
  observe(sizes, 1)

  assert.deepEqual(before, { bounds: [1], counts: [0, 0], sum: 0 })
})
