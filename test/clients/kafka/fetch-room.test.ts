import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { FetchRoom } from '../../../clients/kafka/fetch-room.ts'

const never = new AbortController().signal

async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  await turn()
  return Promise.race([promise.then(() => false), Promise.resolve().then(() => true)])
}

it('makes a fetch wait until enough of what is held was let go', async () => {
  const room = new FetchRoom()
  const held = [1, 2, 3, 4].map(() => room.reserve(room.fetchBytes, never))
  const next = room.reserve(room.fetchBytes, never)
  assert.ok(await isWaiting(next))
  const [first, second] = await Promise.all(held)
  first?.resize(room.fetchBytes / 2)
  assert.ok(await isWaiting(next))
  second?.resize(room.fetchBytes / 2)
  ;(await next).release()
})

it('lets in whoever comes while nothing is held, and counts a release once', async () => {
  const room = new FetchRoom()
  const large = await room.reserve(100 * room.fetchBytes, never)
  const next = room.reserve(1, never)
  assert.ok(await isWaiting(next))
  large.release()
  large.release()
  await next
  assert.ok(await isWaiting(room.reserve(4 * room.fetchBytes, never)))
})

it('no longer waits when the signal aborts', async () => {
  const room = new FetchRoom()
  await room.reserve(4 * room.fetchBytes, never)
  const stop = new AbortController()
  const next = room.reserve(1, stop.signal)
  stop.abort(new Error('told to stop'))
  await assert.rejects(next, /told to stop/)
})
