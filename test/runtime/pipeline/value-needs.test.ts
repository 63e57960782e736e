import assert from 'node:assert/strict'
import { it } from 'node:test'
import { unionOfNeeds } from '../../../runtime/pipeline/value-needs.ts'

it('is everything as soon as one reads everything', () => {
  assert.equal(unionOfNeeds(['nothing', [['a']], 'all']), 'all')
})

it('is all fields that somebody reads', () => {
  assert.deepEqual(unionOfNeeds(['nothing', [['a'], ['b', 'c']], [['d']]]), [['a'], ['b', 'c'], ['d']])
})

it('is nothing where nobody reads anything', () => {
  assert.equal(unionOfNeeds(['nothing', 'nothing']), 'nothing')
  assert.equal(unionOfNeeds([[]]), 'nothing')
})
