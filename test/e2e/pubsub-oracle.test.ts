import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import {
  createSubscription,
  createTopic,
  type PubSubMessage,
  type PubSubProject,
  publishWithGoogle,
  pull,
} from '@psconnect/client-pubsub/admin'
import type { ConnectRecord } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../plugins/sink-pubsub/config.ts'
import { configFor, createSink, never, record } from '../plugins/sink-pubsub/sink-under-test.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'

const plain = (messages: readonly PubSubMessage[]) =>
  messages.map(({ data, attributes }) => ({ data: Buffer.from(data).toString('hex'), attributes: { ...attributes } }))

const sizes = [0, 1, 127, 128, 2_047, 2_048, 2_049, 5_000, 16_384, 40_000]
const someKeys = [null, 'k', Buffer.from('bytes'), 'ünï', '', 'x'.repeat(1_024)]

/** A record, some of it without a value, a key or headers, and the message that it should become. */
function generate(offset: number) {
  const value = offset % 7 === 3 ? null : randomBytes(sizes[offset % sizes.length] ?? 0)
  const key = someKeys[offset % someKeys.length] ?? null
  const headers = Array.from({ length: offset % 5 }, (_, index) => {
    const text = 'ü'.repeat((offset * (index + 1)) % 500)
    return [`header-${index}-${offset % 3}`, index % 2 === 0 ? text : Buffer.from(text)] as const
  })
  const attributes = {
    ...(key !== null && { key: key.toString() }),
    'kafka.topic': 'alerts',
    'kafka.partition': '3',
    'kafka.offset': String(offset),
    'kafka.timestamp': '7',
    ...Object.fromEntries(headers.map(([name, header]) => [name, header.toString()])),
  }
  return { record: record({ value, key, offset, headers }), data: value ?? Buffer.alloc(0), attributes }
}

/** The same records, as this sink publishes them and as Google's own publisher does, compared where a subscriber sees them. */
describe('the Pub/Sub sink', { skip: cannotStart(['pubsub']) }, () => {
  let stack: JoinedStack<'pubsub'>
  let place: PubSubProject
  before(async () => {
    stack = await joinStack(['pubsub'])
    place = { project: 'oracle', emulator: stack.addresses.pubsub }
  })
  after(() => stack.leave())

  const published = async (publish: (topic: string) => Promise<unknown>, count: number): Promise<PubSubMessage[]> => {
    const topic = `t-${randomUUID()}`
    await createTopic(place, topic)
    await createSubscription(place, { topic, subscription: topic })
    await publish(topic)
    const messages: PubSubMessage[] = []
    const enough = new AbortController()
    const take = (message: PubSubMessage) => {
      if (messages.push(message) === count) enough.abort()
    }
    await pull(place, topic, { take, signal: enough.signal })
    return messages.toSorted((a, b) => Number(a.attributes['kafka.offset']) - Number(b.attributes['kafka.offset']))
  }

  const throughSink = async (
    topic: string,
    records: readonly ConnectRecord[],
    settings: Partial<PubSubSinkConfig> = {},
  ) => {
    const config = { 'cps.project': 'oracle', 'cps.topic': topic, ...settings }
    const sink = await createSink(configFor(stack.addresses.pubsub, config))
    await sink.write(records, never)
    await sink.close()
  }

  it('publishes what Google’s publisher does', async () => {
    const bodies = [0, 1, 127, 128, 3_000, 80_000, 1_000_000].map(size => randomBytes(size))
    const keys = [null, 'k', 'ünï', '', null, 'x'.repeat(1_024), null]
    const records = bodies.map((value, offset) =>
      record({ value, offset, key: keys[offset], timestamp: 1_700_000_000_000n }),
    )
    const expected = bodies.map((data, offset) => ({
      data,
      attributes: {
        'kafka.topic': 'alerts',
        'kafka.partition': '3',
        'kafka.offset': String(offset),
        'kafka.timestamp': '1700000000000',
        ...(typeof keys[offset] === 'string' && { key: keys[offset] }),
      },
    }))
    const ours = await published(topic => throughSink(topic, records), bodies.length)
    const googles = await published(topic => publishWithGoogle(place, topic, expected), bodies.length)
    assert.deepEqual(plain(ours), plain(googles))
    assert.deepEqual(plain(ours), plain(expected))
  })

  for (const settings of [{}, { enableCompression: true }, { orderingKeySource: 'partition' }] as const)
    it(`publishes 1,000 generated records as Google’s publisher does: ${JSON.stringify(settings)}`, async () => {
      const generated = Array.from({ length: 1_000 }, (_, offset) => generate(offset))
      const expected = generated.map(({ data, attributes }) => ({ data, attributes }))
      const records = generated.map(({ record: one }) => one)
      const ours = await published(
        topic => throughSink(topic, records, { 'headers.publish': true, ...settings }),
        expected.length,
      )
      const googles = await published(topic => publishWithGoogle(place, topic, expected), expected.length)
      assert.deepEqual(plain(ours), plain(googles))
    })

  it('may publish the largest message that is taken', async () => {
    const largest = record({ value: Buffer.alloc(10_000_000 - 62, 'x') })
    const [message] = await published(topic => throughSink(topic, [largest]), 1)
    assert.equal(message?.data.length, 10_000_000 - 62)
  })

  it('does not start without its topic', async () => {
    await assert.rejects(throughSink('missing', []), { code: 'SINK_FAILED', message: /NOT_FOUND/ })
  })
})
