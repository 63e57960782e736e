import assert from 'node:assert/strict'
import { it } from 'node:test'
import { FetchHold } from '../../../clients/kafka/fetch-hold.ts'
import { FramePool } from '../../../clients/kafka/frame-pool.ts'

const mebibyte = 2 ** 20

function reservation() {
  const seen: (number | 'released')[] = []
  return { seen, resize: (bytes: number) => void seen.push(bytes), release: () => void seen.push('released') }
}

function setUp(bytes = 100) {
  const lent = reservation()
  const pool = new FramePool()
  const { buffer } = pool.take(bytes)
  return { lent, pool, buffer, hold: new FetchHold(lent, { memory: buffer, pool }) }
}

it('keeps the memory of a response until the last of its batches is let go', () => {
  const { lent, hold } = setUp()
  const first = hold.share()
  const second = hold.share()
  hold.grow(50)
  assert.equal(hold.grown, 50)
  hold.release(true)
  second(true)
  assert.deepEqual(lent.seen, [100, 150])
  first(true)
  assert.deepEqual(lent.seen, [100, 150, 'released'])
})

it('lets go once, however often a batch says so', () => {
  const { lent, hold } = setUp(1)
  const first = hold.share()
  const second = hold.share()
  hold.release(true)
  first(true)
  first(true)
  assert.deepEqual(lent.seen, [1])
  second(true)
  assert.deepEqual(lent.seen, [1, 'released'])
})

it('gives the memory back to be filled again when the last of its batches is let go', () => {
  const { hold, pool, buffer } = setUp(mebibyte)
  const batch = hold.share()
  hold.release(true)
  assert.notEqual(pool.take(mebibyte).buffer, buffer)
  batch(true)
  assert.equal(pool.take(mebibyte).buffer, buffer)
})

it('gives no memory back of which some may still be read', () => {
  const { hold, pool, buffer } = setUp(mebibyte)
  const [kept, done] = [hold.share(), hold.share()]
  hold.release(true)
  kept(false)
  done(true)
  assert.notEqual(pool.take(mebibyte).buffer, buffer)
})
