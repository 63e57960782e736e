import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { ConnectRecord, Sink } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, record } from './sink-under-test.ts'

describe('a record becomes a message', () => {
  let server: PublishServer
  let host: Host
  let sink: Sink
  let earlier: number
  before(async () => {
    server = await startPublishServer({ keep: true })
  })
  after(() => server.stop())
  beforeEach(async () => {
    host = new Host()
    earlier = (await server.kept()).length
  })
  const published = async (batch: readonly ConnectRecord[], settings: Partial<PubSubSinkConfig> = {}) => {
    sink = await createSink(configFor(server.address, settings), host)
    await sink.write(batch, never)
    await sink.close()
    return (await server.kept()).slice(earlier).map(({ data, attributes }) => ({ data: Buffer.from(data), attributes }))
  }
  const bare = { 'metadata.publish': false }

  it('with its bytes untouched and its place as attributes', async () => {
    const bytes = Buffer.from([0, 255, 1])
    assert.deepEqual(await published([record({ value: bytes, offset: 12, timestamp: 1_700_000_000_000n })]), [
      {
        data: bytes,
        attributes: {
          'kafka.topic': 'alerts',
          'kafka.partition': '3',
          'kafka.offset': '12',
          'kafka.timestamp': '1700000000000',
        },
      },
    ])
  })

  it('with the topic and timestamp a transform gave it, and without a timestamp it does not have', async () => {
    const routed = { ...record({ value: 'a', offset: 1 }), topic: 'elsewhere', timestamp: null }
    const [first, second] = await published([routed, record({ value: 'b', offset: 2 })])
    assert.deepEqual(first?.attributes, { 'kafka.topic': 'elsewhere', 'kafka.partition': '3', 'kafka.offset': '1' })
    assert.equal(second?.attributes['kafka.topic'], 'alerts')
  })

  it('with text as UTF-8', async () => {
    assert.deepEqual(await published([record({ value: 'é' })], bare), [{ data: Buffer.from('é'), attributes: {} }])
  })

  const keys: readonly [what: string, key: unknown, attribute: string | undefined][] = [
    ['text', 'ünï', 'ünï'],
    ['bytes that are text', Buffer.from('ünï'), 'ünï'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe]), '//4='],
    ['empty bytes', Buffer.alloc(0), ''],
    ['null', null, undefined],
  ]
  for (const [what, key, attribute] of keys) {
    it(`with ${what} as its key`, async () => {
      const [message] = await published([record({ value: 'x', key })], bare)
      assert.deepEqual(message?.attributes, attribute === undefined ? {} : { key: attribute })
    })
  }

  it('without data when its value is null and it has attributes', async () => {
    assert.deepEqual(await published([record({ value: null, key: 'k' })], bare), [
      { data: Buffer.alloc(0), attributes: { key: 'k' } },
    ])
  })

  it('unless it has neither data nor attributes: then it is done without, and the log says so', async () => {
    const nothing = [null, undefined, Buffer.alloc(0), ''].map(value => record({ value, offset: 5 }))
    assert.deepEqual(await published(nothing, bare), [])
    assert.match(host.said('warn').at(-1) ?? '', /^4 records/)
    assert.deepEqual(host.rejected, [])
  })

  const refused: readonly [what: string, parts: { value?: unknown; key?: unknown }, message: RegExp][] = [
    [
      'data beyond 10,000,000 bytes',
      { value: Buffer.alloc(10_000_001) },
      /takes 10000063 bytes as a message \(data 10000001, attributes 62\)/,
    ],
    [
      'data and attributes beyond them',
      { value: Buffer.alloc(9_999_990) },
      /\(data 9999990, attributes 62\), .* 10000000/,
    ],
    [
      'a key beyond 1,024 bytes',
      { value: 'x', key: 'k'.repeat(1_025) },
      /its key cannot be an attribute: its value takes 1025 bytes.* at most 1024/,
    ],
    ['a key that base64 makes too long', { value: 'x', key: Buffer.alloc(800, 0xff) }, /its key .* 1068 bytes/],
    [
      'a key that has no text',
      { value: 'x', key: Symbol('k') },
      /its key cannot be an attribute: a symbol has no text/,
    ],
  ]
  for (const [what, parts, message] of refused) {
    it(`unless it has ${what}: then it is handed back, and the others are stored`, async () => {
      const wrong = record({ ...parts, offset: 8 })
      const stored = await published([record({ value: 'a', offset: 7 }), wrong, record({ value: 'b', offset: 9 })])
      assert.deepEqual(
        stored.map(({ attributes }) => attributes['kafka.offset']),
        ['7', '9'],
      )
      assert.equal(host.rejected.length, 1)
      assert.equal(host.rejected[0]?.record, wrong)
      assert.equal(host.rejected[0]?.error.code, 'RECORD_REFUSED')
      assert.match(host.rejected[0]?.error.message ?? '', message)
    })
  }

  it('also at the very limit', async () => {
    const [message] = await published([record({ value: Buffer.alloc(10_000_000) })], bare)
    assert.equal(message?.data.length, 10_000_000)
  })
})

describe('a write', () => {
  it('fails when a record it hands back must fail the task', async () => {
    const server = await startPublishServer()
    const host = new Host()
    host.reject = (_, error) => Promise.reject(error)
    const sink = await createSink(configFor(server.address), host)
    await assert.rejects(sink.write([record({ value: 'x', key: Symbol('k') })], never), { code: 'RECORD_REFUSED' })
    await sink.close()
    await server.stop()
  })
})
