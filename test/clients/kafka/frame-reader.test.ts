import assert from 'node:assert/strict'
import { it } from 'node:test'
import { FrameReader } from '../../../clients/kafka/frame-reader.ts'

const frameOf = (text: string): Buffer => {
  const body = Buffer.from(text)
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

/** What comes out when these bytes arrive in pieces of at most so many. */
function read(bytes: Buffer, atMost: number) {
  const frames: Buffer[] = []
  const errors: string[] = []
  const reader = new FrameReader(
    frame => frames.push(frame),
    error => errors.push(error.message),
  )
  for (let from = 0; from < bytes.length; ) {
    const room = reader.buffer()
    assert.ok(room.length > 0)
    const count = Math.min(room.length, atMost, bytes.length - from)
    room.set(bytes.subarray(from, from + count))
    if (!reader.callback(count)) break
    from += count
  }
  return { frames, errors }
}

const texts = ['', 'a', 'two words', 'x'.repeat(200), '']

for (const atMost of [1, 2, 3, 5, 7, 64, 1_000])
  it(`gives each frame whole when it arrives in pieces of ${atMost} bytes`, () => {
    const { frames } = read(Buffer.concat(texts.map(frameOf)), atMost)

    assert.deepEqual(frames, texts.map(frameOf))
  })

it('gives each frame memory of its own, and no more than it needs', () => {
  const { frames } = read(Buffer.concat(texts.map(frameOf)), 1_000)

  for (const frame of frames) assert.equal(frame.buffer.byteLength, frame.length)
})

it('refuses a size that no broker sends, without making room for it', () => {
  for (const [bytes, size] of [
    ['HTTP/1.1 400 Bad Request', 0x48545450],
    ['\xff\xff\xff\xff', -1],
  ] as const) {
    const { frames, errors } = read(Buffer.from(bytes, 'latin1'), 1_000)

    assert.deepEqual(frames, [])
    assert.deepEqual(errors, [`an answer of ${size} bytes: this does not speak Kafka's protocol`])
  }
})
