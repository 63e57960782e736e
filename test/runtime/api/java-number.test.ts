import assert from 'node:assert/strict'
import { it } from 'node:test'
import { javaNumber } from 'psconnect/plugin'

it('a float32 has the fewest digits that stand for it, at most nine', () => {
  for (const [number, text] of [
    [0.1, '0.1'],
    [0.103492275, '0.103492275'],
    [16_777_216, '1.6777216E7'],
    [-0, '-0.0'],
  ] as const)
    assert.equal(javaNumber(Math.fround(number), 'float32'), text)
})

it('a number is written as what its schema says it is', () => {
  assert.equal(javaNumber(5, 'int32'), '5')
  assert.equal(javaNumber(5, 'float64'), '5.0')
  assert.equal(javaNumber(5, undefined), '5')
  assert.equal(javaNumber(1e7, 'float64'), '1.0E7')
  assert.equal(javaNumber(Number.NaN, 'float32'), 'NaN')
})
