import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Sink } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, never, records, until } from './sink-under-test.ts'

/** A stuck request shall not be helped by its deadline. */
const patient = 1_000_000

describe('requests', () => {
  let server: PublishServer
  let sink: Sink
  before(async () => {
    server = await startPublishServer()
  })
  after(() => server.stop())
  afterEach(async () => {
    await sink.close()
    await server.stop()
    server = await startPublishServer()
  })
  const open = async (settings: Partial<PubSubSinkConfig> = {}) => {
    sink = await createSink(configFor(server.address, { maxRequestTimeoutMs: patient, ...settings }))
  }

  it('hold 1,000 messages at most', async () => {
    await open()
    await sink.write(records(2_500), never)
    const { requests, messages, largestMessages } = await server.totals()
    assert.deepEqual({ requests, messages, largestMessages }, { requests: 3, messages: 2_500, largestMessages: 1_000 })
  })

  it('hold about 4 MB at most', async () => {
    await open()
    await sink.write(records(100, { bytes: 80_000 }), never)
    const { requests, largestBytes } = await server.totals()
    assert.equal(requests, 3)
    assert.ok(largestBytes > 3_800_000 && largestBytes <= 4_000_000, String(largestBytes))
  })

  it('hold no more than the file says', async () => {
    await open({ maxBufferSize: 7, maxBufferBytes: 1_000 })
    await sink.write(records(50), never)
    await sink.write(records(5, { bytes: 300 }), never)
    const { messages, largestMessages, largestBytes } = await server.totals()
    assert.equal(messages, 55)
    assert.ok(largestMessages <= 7 && largestBytes <= 1_000, `${largestMessages}, ${largestBytes}`)
  })

  it('carry a message alone that is larger than they should be', async () => {
    await open({ maxBufferBytes: 1_000 })
    await sink.write(records(3, { bytes: 5_000 }), never)
    assert.equal((await server.totals()).requests, 3)
  })

  it('go at once while nothing is under way, and gather small writes while something is', async () => {
    await open()
    await server.misbehave({ kind: 'delay', ms: 300 }, { times: 1 })
    const first = sink.write(records(1), never)
    const later = Array.from({ length: 20 }, (_, index) => sink.write(records(5, { from: 10 + 5 * index }), never))
    await Promise.all([first, ...later])
    const { requests, messages } = await server.totals()
    assert.deepEqual({ requests, messages }, { requests: 2, messages: 101 })
  })

  it('wait for more no longer than delayThresholdMs', async () => {
    await open({ delayThresholdMs: 20 })
    await server.misbehave({ kind: 'silence' }, { times: 1, method: 'Publish' })
    const stuck = sink.write(records(1), never)
    await sink.write(records(1, { from: 1 }), never)
    await Promise.all([sink.close(), assert.rejects(stuck, { code: 'SINK_FAILED' })])
  })

  it('go at once when flushed', async () => {
    await open({ delayThresholdMs: patient })
    await server.misbehave({ kind: 'silence' }, { times: 1, method: 'Publish' })
    const stuck = sink.write(records(1), never)
    const gathered = sink.write(records(1, { from: 1 }), never)
    await sink.flush(never)
    await gathered
    await Promise.all([sink.close(), assert.rejects(stuck, { code: 'SINK_FAILED' })])
  })

  it('are under way in the number, and with the bytes, that the file allows', async () => {
    await open({ maxBufferSize: 10, maxOutstandingMessages: 25 })
    await server.misbehave({ kind: 'silence' }, { method: 'Publish' })
    const stuck = sink.write(records(100), never)
    await until(async () => (await server.underWay()) === 2)
    await Promise.all([sink.close(), assert.rejects(stuck, { code: 'SINK_FAILED' })])
    await server.misbehave(undefined)
    await open({ maxOutstandingRequestBytes: 2_000 })
    await sink.write(records(100), never)
    assert.ok((await server.totals()).largestBytes <= 2_000)
  })
})
