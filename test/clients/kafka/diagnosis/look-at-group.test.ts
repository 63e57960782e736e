import assert from 'node:assert/strict'
import { it } from 'node:test'
import { standing } from '../../../../clients/kafka/diagnosis/look-at-group.ts'

const partition = (number: number, latest: bigint) => ({
  topic: 'alerts',
  partition: number,
  range: { start: 0n, end: latest, latest },
})

it('the lag is the sum of what is behind the committed offsets', () => {
  const committed = new Map([
    ['alerts/0', 10n],
    ['alerts/1', 0n],
  ])
  assert.equal(standing([partition(0, 12n), partition(1, 1_232n)], committed, 'latest'), 'lag 1,234')
})

it('partitions without a committed offset begin where the policy says', () => {
  const partitions = [partition(0, 12n), partition(1, 5n)]
  assert.equal(standing(partitions, new Map(), 'latest'), 'nothing is committed: it begins at auto.offset.reset=latest')
  assert.equal(
    standing(partitions, new Map([['alerts/0', 12n]]), 'earliest'),
    'lag 0; 1 partition without a committed offset begins at auto.offset.reset=earliest',
  )
})

it('an offset beyond the end is no lag', () => {
  assert.equal(standing([partition(0, 3n)], new Map([['alerts/0', 9n]]), 'latest'), 'lag 0')
})
