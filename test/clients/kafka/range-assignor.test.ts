import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  assignRanges,
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from '../../../clients/kafka/range-assignor.ts'

const share = (subscriptions: Record<string, string[]>, counts: Record<string, number>) =>
  Object.fromEntries(
    [...assignRanges(new Map(Object.entries(subscriptions)), new Map(Object.entries(counts)))].map(
      ([member, given]) => [member, given.map(({ topic, partition }) => `${topic}/${partition}`)],
    ),
  )

it('gives runs of nearly equal length, the longer ones to those first in order', () => {
  assert.deepEqual(share({ b: ['t'], a: ['t'] }, { t: 5 }), { a: ['t/0', 't/1', 't/2'], b: ['t/3', 't/4'] })
})

it('gives a topic only to members that want it', () => {
  assert.deepEqual(share({ a: ['t', 'u'], b: ['u'] }, { t: 2, u: 2 }), { a: ['t/0', 't/1', 'u/0'], b: ['u/1'] })
})

it('leaves members beyond the number of partitions with nothing', () => {
  assert.deepEqual(share({ a: ['t'], b: ['t'] }, { t: 1 }), { a: ['t/0'], b: [] })
})

it('leaves a topic that nobody wants any more', () => {
  assert.deepEqual(share({ a: ['t'] }, { t: 1, gone: 3 }), { a: ['t/0'] })
})

it('reads back what it tells the group', () => {
  const given = [
    { topic: 't', partition: 0 },
    { topic: 't', partition: 7 },
    { topic: 'u', partition: 1 },
  ]
  assert.deepEqual(decodeAssignment(encodeAssignment(given)), given)
  assert.deepEqual(decodeSubscription(encodeSubscription(['t', 'u'])), ['t', 'u'])
  assert.deepEqual(decodeAssignment(Buffer.alloc(0)), [])
})

it('writes the bytes that Kafka’s protocol lays down, so that Java’s members can read them', () => {
  assert.equal(encodeSubscription(['ab']).toString('hex'), '0000000000010002616200000000')
  assert.equal(
    encodeAssignment([{ topic: 'ab', partition: 3 }]).toString('hex'),
    '00000000000100026162000000010000000300000000',
  )
})
