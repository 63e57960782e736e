import assert from 'node:assert/strict'
import { it } from 'node:test'
import { RequestCounter } from '../../bench/request-counter.ts'

const topic = Buffer.from('\n\x01t')
const message = (bytes: number): Buffer => {
  const length = bytes < 128 ? [bytes] : [(bytes & 0x7f) | 0x80, bytes >> 7]
  // Of bytes that would each begin a message, were they not passed over.
  return Buffer.concat([Buffer.from([0x12, ...length]), Buffer.alloc(bytes, 0x12)])
}
const request = Buffer.concat([Buffer.alloc(5), topic, message(3), message(0), message(300), message(127)])

it('counts the messages of a request wherever it is cut', () => {
  for (let cut = 0; cut <= request.length; cut++) {
    const counter = new RequestCounter()
    counter.add(request.subarray(0, cut))
    counter.add(request.subarray(cut))
    assert.deepEqual([counter.messages, counter.bytes], [4, request.length], `cut at ${cut}`)
  }
})

it('counts them also when they come byte by byte', () => {
  const counter = new RequestCounter()
  for (let at = 0; at < request.length; at++) counter.add(request.subarray(at, at + 1))
  assert.equal(counter.messages, 4)
})
