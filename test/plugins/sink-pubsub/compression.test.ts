import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Sink } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, never, record, records } from './sink-under-test.ts'

describe('requests', () => {
  let server: PublishServer
  let sink: Sink
  beforeEach(async () => {
    server = await startPublishServer({ keep: true })
  })
  afterEach(async () => {
    await sink.close()
    await server.stop()
  })
  const open = async (settings: Partial<PubSubSinkConfig>) => {
    sink = await createSink(configFor(server.address, { maxRequestTimeoutMs: 300, ...settings }))
  }

  it('are not compressed unless enableCompression says so', async () => {
    await open({})
    await sink.write(records(100), never)
    assert.equal(await server.compressedBytes(), 0)
  })

  it('are compressed, and what arrives is the same', async () => {
    await open({ enableCompression: true })
    const data = Buffer.from('text '.repeat(20_000))
    await sink.write([record({ value: data })], never)
    const compressed = await server.compressedBytes()
    assert.ok(compressed > 0 && compressed < 5_000, String(compressed))
    assert.deepEqual(Buffer.from((await server.kept())[0]?.data ?? []), data)
  })

  it('are not compressed below compressionBytesThreshold', async () => {
    await open({ enableCompression: true, compressionBytesThreshold: 10_000 })
    await sink.write(records(10), never)
    assert.equal(await server.compressedBytes(), 0)
    await sink.write(records(200, { from: 10 }), never)
    assert.notEqual(await server.compressedBytes(), 0)
  })

  it('that are compressed can be sent again, and taken apart', async () => {
    await open({ enableCompression: true })
    await server.misbehave({ kind: 'status', code: 14 }, { times: 2, method: 'Publish' })
    await sink.write(records(50), never)
    await server.misbehave({ kind: 'refuse', offsets: [60] }, { method: 'Publish' })
    await sink.write(records(50, { from: 50 }), never)
    assert.deepEqual(await server.missing({ topic: 'alerts', partition: 3, from: 0, to: 100 }), [60])
  })
})
