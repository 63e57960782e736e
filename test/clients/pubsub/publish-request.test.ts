import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { protos } from '@google-cloud/pubsub'
import { AttributeWriter, attributeKey, PublishRequest, topicField } from '@psconnect/client-pubsub'

const { PublishRequest: Oracle } = protos.google.pubsub.v1
const topic = 'projects/p/topics/ünïcode'

interface Message {
  readonly data: Buffer
  readonly attributes: Readonly<Record<string, string>>
}

function serialise(messages: readonly Message[]): { request: PublishRequest; bytes: Buffer } {
  const request = new PublishRequest(topicField(topic))
  const writer = new AttributeWriter()
  for (const { data, attributes } of messages) {
    writer.clear()
    for (const [key, value] of Object.entries(attributes)) writer.addText(attributeKey(key), value)
    const before = request.bytes
    const size = PublishRequest.sizeOf(writer.bytes, data)
    request.add(writer.bytes, data)
    assert.equal(request.bytes - before, size)
  }
  request.finish()
  return { request, bytes: Buffer.concat(request.chunks) }
}

describe('a publish request', () => {
  const sizes = [0, 1, 127, 128, 2_048, 2_049, 16_383, 16_384, 20_000, 2_097_152]
  const messages = sizes.map((size, index) => ({
    data: Buffer.alloc(size, index + 1),
    attributes: { 'kafka.offset': String(index), long: 'é'.repeat(size % 512), empty: '' },
  }))

  it('is what Google’s own code reads as the same messages', () => {
    const { request, bytes } = serialise([...messages, ...messages, { data: Buffer.from('bare'), attributes: {} }])
    const read = Oracle.decode(bytes)
    assert.equal(read.topic, topic)
    assert.equal(read.messages.length, request.messages)
    for (const [index, { data, attributes }] of [...messages, ...messages].entries()) {
      assert.deepEqual(Buffer.from(read.messages[index]?.data as Uint8Array), data)
      assert.deepEqual(read.messages[index]?.attributes, attributes)
    }
  })

  it('knows its length', () => {
    const { request, bytes } = serialise(messages)
    assert.equal(request.bytes, bytes.length)
  })

  it('does not copy large data', () => {
    const data = Buffer.alloc(80_000)
    const { request } = serialise([{ data, attributes: { a: 'b' } }])
    assert.ok(request.chunks.includes(data))
  })

  it('takes data in pieces, and copies no large one', () => {
    const head = Buffer.alloc(40_000, 'h')
    const pieces = [head, Buffer.from('small'), Buffer.alloc(0), Buffer.alloc(2_048, 's'), Buffer.alloc(80_000, 'b')]
    const whole = Buffer.concat(pieces)
    const request = new PublishRequest(topicField(topic))
    const attributes = new AttributeWriter()
    for (let count = 0; count < 10; count++) request.add(attributes.bytes, { pieces, length: whole.length })
    request.add(attributes.bytes, Buffer.from('last'))
    request.finish()
    const bytes = Buffer.concat(request.chunks)
    assert.equal(request.bytes, bytes.length)
    const read = Oracle.decode(bytes).messages.map(({ data }) => Buffer.from(data as Uint8Array))
    assert.equal(read.length, 11)
    for (const data of read.slice(0, 10)) assert.ok(data.equals(whole))
    assert.equal(read[10]?.toString(), 'last')
    assert.equal(request.chunks.filter(chunk => chunk === head).length, 10)
  })

  it('gathers small messages in few pieces', () => {
    const { request } = serialise(Array.from({ length: 1_000 }, () => ({ data: Buffer.alloc(100), attributes: {} })))
    assert.ok(request.chunks.length < 20, String(request.chunks.length))
  })
})

const bodies = (request: PublishRequest): string[] => {
  const bytes = Buffer.concat(request.chunks)
  assert.equal(request.bytes, bytes.length)
  const read = Oracle.decode(bytes)
  assert.equal(read.topic, topic)
  assert.equal(read.messages.length, request.messages)
  return read.messages.map(
    ({ data, attributes }) => `${attributes?.['n']}:${Buffer.from(data as Uint8Array).toString()}`,
  )
}

describe('the halves of a publish request', () => {
  it('hold its messages, in order, down to single ones', () => {
    const sizes = [0, 5, 3_000, 100, 20_000, 0, 200_000]
    const { request } = serialise(
      sizes.map((size, index) => ({ data: Buffer.alloc(size, String(index)), attributes: { n: String(index) } })),
    )
    const all = bodies(request)
    let parts = [request]
    while (parts.some(({ messages }) => messages > 1)) {
      parts = parts.flatMap(part => (part.messages > 1 ? part.halves() : [part]))
      assert.deepEqual(parts.flatMap(bodies), all)
    }
    assert.equal(parts.length, sizes.length)
  })
})

it('an ordering key is what Google’s own code reads as one', () => {
  const writer = new AttributeWriter()
  writer.addText(attributeKey('a'), 'b')
  writer.addOrderingKey('ünï'.repeat(200))
  const request = new PublishRequest(topicField(topic))
  request.add(writer.bytes, Buffer.from('x'))
  request.finish()
  const [message] = Oracle.decode(Buffer.concat(request.chunks)).messages
  assert.equal(message?.orderingKey, 'ünï'.repeat(200))
  assert.deepEqual(message?.attributes, { a: 'b' })
})

describe('attributes', () => {
  it('count as their keys and values alone', () => {
    const writer = new AttributeWriter()
    writer.addText(attributeKey('ä'), 'bc')
    writer.add(attributeKey('key'), Buffer.from('value'))
    assert.equal(writer.counted, 2 + 2 + 3 + 5)
    const other = new AttributeWriter()
    other.addAll(writer)
    assert.equal(other.counted, writer.counted)
    assert.deepEqual(other.bytes, writer.bytes)
  })
})
