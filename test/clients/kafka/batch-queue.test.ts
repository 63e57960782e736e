import assert from 'node:assert/strict'
import { it } from 'node:test'
import { BatchQueue } from '../../../clients/kafka/batch-queue.ts'

const batch = (next: bigint, released: bigint[] = []) => ({
  partition: 't/0',
  records: [],
  next,
  release: () => void released.push(next),
})

it('gives batches in the order they came, also to one who was waiting', async () => {
  const queue = new BatchQueue()
  const seen: bigint[] = []
  const reading = (async () => {
    for await (const { next } of queue) {
      seen.push(Number(next) < 3 ? BigInt(next) : 3n)
      if (next === 3n) queue.end()
    }
  })()
  queue.push(batch(1n))
  await Promise.resolve()
  queue.push(batch(2n))
  queue.push(batch(3n))
  await reading
  assert.deepEqual(seen, [1n, 2n, 3n])
})

it('counts the records of each partition that nobody has pulled', async () => {
  const queue = new BatchQueue()
  const record = {
    topic: 't',
    partition: 0,
    offset: 0n,
    timestamp: null,
    key: null,
    value: null,
    headers: [],
  }
  const some = (partition: string, count: number) => ({
    ...batch(1n),
    partition,
    records: Array.from({ length: count }, () => record),
  })
  for (const pushed of [some('t/0', 2), some('t/0', 3), some('t/1', 1)]) queue.push(pushed)
  assert.deepEqual(Object.fromEntries(queue.records()), { 't/0': 5, 't/1': 1 })
  await queue[Symbol.asyncIterator]().next()
  assert.deepEqual(Object.fromEntries(queue.records()), { 't/0': 3, 't/1': 1 })
  queue.clear()
  assert.deepEqual(Object.fromEntries(queue.records()), {})
})

it('releases what nobody pulled, and what comes after the end', async () => {
  const queue = new BatchQueue()
  const released: bigint[] = []
  queue.push(batch(1n, released))
  queue.clear()
  queue.push(batch(2n, released))
  queue.end()
  queue.push(batch(3n, released))
  for await (const _ of queue) assert.fail('nothing is left')
  assert.deepEqual(released, [1n, 2n, 3n])
})

it('tells who pulls of the failure that ended it', async () => {
  const queue = new BatchQueue()
  const reading = queue[Symbol.asyncIterator]().next()
  queue.end(new Error('gone'))
  await assert.rejects(reading, /gone/)
})
