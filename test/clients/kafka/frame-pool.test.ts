import assert from 'node:assert/strict'
import { it } from 'node:test'
import { FramePool } from '../../../clients/kafka/frame-pool.ts'

const mebibyte = 2 ** 20

it('gives memory of the size asked for, from its beginning', () => {
  const frame = new FramePool().take(3 * mebibyte + 5)
  assert.equal(frame.length, 3 * mebibyte + 5)
  assert.equal(frame.byteOffset, 0)
})

it('fills the smallest again that is large enough', () => {
  const pool = new FramePool()
  const [large, small] = [pool.take(4 * mebibyte).buffer, pool.take(3 * mebibyte).buffer]
  pool.give(large)
  pool.give(small)
  assert.equal(pool.take(2 * mebibyte).buffer, small)
  assert.equal(pool.take(2 * mebibyte).buffer, large)
  assert.notEqual(pool.take(2 * mebibyte).buffer, large)
})

it('gives none that is too small, nor one of which most would lie idle', () => {
  const pool = new FramePool()
  const { buffer } = pool.take(4 * mebibyte)
  pool.give(buffer)
  assert.notEqual(pool.take(4 * mebibyte + 1).buffer, buffer)
  assert.notEqual(pool.take(mebibyte).buffer, buffer)
  assert.equal(pool.take(4 * mebibyte).buffer, buffer)
})

it('takes what answers of about the same size need', () => {
  const pool = new FramePool()
  const { buffer } = pool.take(4 * mebibyte - 70_000)
  pool.give(buffer)
  assert.equal(pool.take(4 * mebibyte).buffer, buffer)
})

it('keeps no more idle memory than it may', () => {
  const pool = new FramePool()
  const given = Array.from({ length: 5 }, () => pool.take(16 * mebibyte).buffer)
  for (const memory of given) pool.give(memory)
  const taken = given.map(() => pool.take(16 * mebibyte).buffer)
  assert.equal(taken.filter(memory => given.includes(memory)).length, 4)
})

it('leaves small answers to the garbage collector', () => {
  const pool = new FramePool()
  const { buffer } = pool.take(1_000)
  assert.equal(buffer.byteLength, 1_000)
  pool.give(buffer)
  assert.notEqual(pool.take(1_000).buffer, buffer)
})

it('lets go of what nobody takes for a while', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const pool = new FramePool()
  const { buffer } = pool.take(mebibyte)
  pool.give(buffer)
  t.mock.timers.tick(60_000)
  assert.notEqual(pool.take(mebibyte).buffer, buffer)
})
