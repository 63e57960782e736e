import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readFields } from '../../../clients/pubsub/read-fields.ts'

const read = (...bytes: number[]) => [...readFields(Uint8Array.from(bytes))]

describe('the fields of a protobuf message', () => {
  it('are numbers, bytes and what has a fixed length', () => {
    assert.deepEqual(read(0x08, 0x96, 0x01), [[1, 150n]])
    assert.deepEqual(read(0x12, 2, 7, 8, 0x1d, 1, 2, 3, 4), [
      [2, Uint8Array.of(7, 8)],
      [3, Uint8Array.of(1, 2, 3, 4)],
    ])
    assert.deepEqual(read(0xaa, 0x06, 1, 9), [[101, Uint8Array.of(9)]])
    assert.deepEqual(read(), [])
  })

  it('are refused where the message is cut off, or is none', () => {
    for (const bytes of [
      [0x08],
      [0x08, 0x96],
      [0x12, 3, 1, 2],
      [0x1d, 1],
      [0x0b],
      [0x12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
    ])
      assert.throws(() => read(...bytes), RangeError)
  })
})
