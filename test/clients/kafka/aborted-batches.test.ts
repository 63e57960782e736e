import assert from 'node:assert/strict'
import { it } from 'node:test'
import { AbortedBatches } from '../../../clients/kafka/aborted-batches.ts'

const batch = (next: bigint, producerId: bigint, more: { isTransactional?: boolean; isControl?: boolean } = {}) => ({
  next,
  producerId,
  isTransactional: true,
  isControl: false,
  ...more,
})

it('leaves out a producer’s batches from the first of an aborted transaction to its end', () => {
  const aborted = new AbortedBatches([
    { producerId: 2n, firstOffset: 40n },
    { producerId: 1n, firstOffset: 10n },
    { producerId: 1n, firstOffset: 50n },
  ])
  const steps = [
    [batch(10n, 1n), false],
    [batch(12n, 1n), true],
    [batch(13n, 2n), false],
    [batch(14n, 1n, { isTransactional: false }), false],
    [batch(15n, 1n, { isControl: true }), false],
    [batch(20n, 1n), false],
    [batch(41n, 2n), true],
    [batch(51n, 1n), true],
    [batch(52n, 2n), true],
    [batch(53n, 2n, { isControl: true }), false],
    [batch(54n, 1n), true],
  ] as const
  for (const [one, isLeftOut] of steps) assert.equal(aborted.includes(one), isLeftOut, `before ${one.next}`)
})

it('knows a transaction that began before what was fetched', () => {
  const aborted = new AbortedBatches([{ producerId: 1n, firstOffset: 10n }])
  assert.equal(aborted.includes(batch(99n, 1n)), true)
})
