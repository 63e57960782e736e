import assert from 'node:assert/strict'
import { it } from 'node:test'
import { FetchHold } from '../../../clients/kafka/fetch-hold.ts'

function reservation() {
  const seen: (number | 'released')[] = []
  return { seen, resize: (bytes: number) => void seen.push(bytes), release: () => void seen.push('released') }
}

it('keeps the memory of a response until the last of its batches is let go', () => {
  const memory = reservation()
  const hold = new FetchHold(memory, 100)
  const first = hold.share()
  const second = hold.share()
  hold.grow(50)
  assert.equal(hold.grown, 50)
  hold.release()
  second()
  assert.deepEqual(memory.seen, [100, 150])
  first()
  assert.deepEqual(memory.seen, [100, 150, 'released'])
})

it('lets go once, however often a batch says so', () => {
  const memory = reservation()
  const hold = new FetchHold(memory, 1)
  const first = hold.share()
  const second = hold.share()
  hold.release()
  first()
  first()
  assert.deepEqual(memory.seen, [1])
  second()
  assert.deepEqual(memory.seen, [1, 'released'])
})
