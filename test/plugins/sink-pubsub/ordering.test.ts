import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { ConnectRecord, Sink } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type Fault, type PublishServer, type Scope, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, record, until } from './sink-under-test.ts'

/** 200 records whose keys take turns. */
const keyed = (keys: readonly unknown[], bytes = 50): ConnectRecord[] =>
  Array.from({ length: 200 }, (_, offset) =>
    record({ value: Buffer.alloc(bytes, `${offset},`), offset, key: keys[offset % keys.length] }),
  )
const place = { topic: 'alerts', partition: 3, from: 0, to: 200 }

describe('messages with an ordering key', () => {
  let server: PublishServer
  let host: Host
  let sink: Sink
  beforeEach(async () => {
    server = await startPublishServer({ keep: true })
    host = new Host()
  })
  afterEach(async () => {
    await sink.close()
    await server.stop()
  })
  const open = async (settings: Partial<PubSubSinkConfig> = {}) => {
    const config = { orderingKeySource: 'key', maxBufferSize: 3, maxRequestTimeoutMs: 300, ...settings } as const
    sink = await createSink(configFor(server.address, config), host)
  }
  /** Several writes at once, as the host makes them. */
  const writeAll = (records: readonly ConnectRecord[]) =>
    Promise.all([0, 50, 100, 150].map(from => sink.write(records.slice(from, from + 50), never)))
  const orderingKeys = async () => new Set((await server.kept()).map(({ orderingKey }) => orderingKey))

  const sources: readonly [source: 'none' | 'key' | 'partition', key: unknown, expected: string][] = [
    ['none', 'k', ''],
    ['key', 'ünï', 'ünï'],
    ['key', Buffer.from('k'), 'k'],
    ['key', Buffer.from([0xff, 0xfe]), '//4='],
    ['key', null, ''],
    ['key', '', ''],
    ['partition', 'k', '3'],
  ]
  for (const [orderingKeySource, key, expected] of sources) {
    it(`have ${JSON.stringify(expected)} with source ${orderingKeySource} and key ${String(key)}`, async () => {
      await open({ orderingKeySource })
      await sink.write([record({ value: 'x', key })], never)
      assert.deepEqual(await orderingKeys(), new Set([expected]))
    })
  }

  it('do not share a request with others, and all arrive in order', async () => {
    await open()
    await writeAll(keyed(['a', 'b', null, 'c']))
    assert.deepEqual(await server.missing(place), [])
    assert.deepEqual(await server.misordered(), [])
    assert.deepEqual(await orderingKeys(), new Set(['a', 'b', '', 'c']))
  })

  it('have one request under way for each key', async () => {
    await open({ maxRequestTimeoutMs: 1_000_000 })
    await server.misbehave({ kind: 'silence' }, { method: 'Publish' })
    const stuck = writeAll(keyed(['a', 'b', 'c']))
    await until(async () => (await server.underWay()) >= 3)
    await sink.flush(never)
    assert.equal(await server.underWay(), 3)
    await sink.close()
    await assert.rejects(stuck, { code: 'SINK_FAILED' })
  })

  const faults: readonly [what: string, fault: Fault, scope: Scope][] = [
    ['UNAVAILABLE', { kind: 'status', code: 14 }, { times: 3, after: 1 }],
    ['reset streams', { kind: 'reset', code: 7 }, { times: 3, after: 1 }],
    ['dropped connections', { kind: 'drop' }, { times: 2, after: 3 }],
    ['dropped connections after all was stored', { kind: 'drop', store: true }, { times: 2, after: 3 }],
    ['no answer', { kind: 'silence' }, { times: 2, after: 2 }],
    ['GOAWAY', { kind: 'goaway' }, { times: 2, after: 3 }],
  ]
  for (const [what, fault, scope] of faults) {
    it(`keep their order through ${what}`, async () => {
      await open({ maxBufferSize: 20 })
      await server.misbehave(fault, { ...scope, method: 'Publish' })
      await writeAll(keyed(['a', 'b']))
      assert.deepEqual(await server.missing(place), [])
      assert.deepEqual(await server.misordered(), [])
    })
  }

  it('keep their order around tombstones and records that are refused', async () => {
    await open({ orderingKeySource: 'partition', maxBufferSize: 7 })
    const records = keyed([null]).map(one => {
      if (one.original.offset % 10n === 3n) return { ...one, value: { schema: null, value: null } }
      return one.original.offset % 10n === 7n ? { ...one, key: { schema: null, value: 'k'.repeat(2_000) } } : one
    })
    await server.misbehave({ kind: 'status', code: 14 }, { times: 2, after: 1, method: 'Publish' })
    await writeAll(records)
    assert.equal(host.rejected.length, 20)
    assert.deepEqual(
      (await server.missing(place)).map(offset => offset % 10),
      Array.from({ length: 20 }, () => 7),
    )
    assert.deepEqual(await server.misordered(), [])
  })
})
