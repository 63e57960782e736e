import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Sink } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, record, records } from './sink-under-test.ts'

describe('a record that Pub/Sub refuses', () => {
  let server: PublishServer
  let host: Host
  let sink: Sink
  beforeEach(async () => {
    server = await startPublishServer()
    host = new Host()
  })
  afterEach(async () => {
    await sink.close()
    await server.stop()
  })
  const write = async (offsets: readonly number[], settings: Partial<PubSubSinkConfig> = {}) => {
    sink = await createSink(configFor(server.address, settings), host)
    await server.misbehave({ kind: 'refuse', offsets }, { method: 'Publish' })
    await Promise.all([0, 100, 200].map(from => sink.write(records(100, { from }), never)))
  }
  const missing = () => server.missing({ topic: 'alerts', partition: 3, from: 0, to: 300 })

  const cases: readonly (readonly number[])[] = [[0], [299], [150], [99, 100], [0, 1, 2, 150, 298, 299]]
  for (const offsets of cases)
    it(`is handed back with the reason, and all others are stored once: offsets ${offsets.join(', ')}`, async () => {
      await write(offsets)
      assert.deepEqual(await missing(), offsets)
      assert.deepEqual(await server.duplicates(), [])
      const rejected = host.rejected
        .map(({ record: { original } }) => Number(original.offset))
        .toSorted((a, b) => a - b)
      assert.deepEqual(rejected, offsets)
      const { code, message } = host.rejected[0]?.error ?? {}
      assert.equal(code, 'RECORD_REFUSED')
      assert.match(message ?? '', /^Pub\/Sub refuses it: INVALID_ARGUMENT: Invalid data in message$/)
      assert.deepEqual(host.reasons, [])
    })

  it('is found also when every record is one', async () => {
    await write(Array.from({ length: 300 }, (_, offset) => offset))
    assert.equal(host.rejected.length, 300)
  })

  it('is handed back with what it was read from, and no memory is held for it any more', async () => {
    sink = await createSink(configFor(server.address, { messageBodyFormat: 'json' }), host)
    await server.misbehave({ kind: 'refuse', offsets: [2] }, { method: 'Publish' })
    const batch = [0, 1, 2, 3].map(offset => record({ value: { text: 'x'.repeat(3_000) }, offset }))
    const written = sink.write(batch, never)
    assert.equal(host.held, 4 * '{"text":""}'.length + 12_000)
    await written
    assert.equal(host.rejected[0]?.record.original, batch[2]?.original)
    assert.deepEqual([host.rejected.length, host.held], [1, 0])
  })

  it('does not disturb the order of an ordering key', async () => {
    await write([3, 77, 150, 151], { orderingKeySource: 'partition', maxBufferSize: 60 })
    assert.deepEqual(await missing(), [3, 77, 150, 151])
    assert.deepEqual(await server.misordered(), [])
  })

  it('ends its write, and no other, when it must fail the task', async () => {
    host.reject = (_, error) => Promise.reject(error)
    sink = await createSink(configFor(server.address), host)
    await server.misbehave({ kind: 'refuse', offsets: [5] }, { method: 'Publish' })
    const [failed, stored] = [0, 10].map(from => sink.write(records(10, { from }), never))
    await assert.rejects(failed as Promise<void>, { code: 'RECORD_REFUSED', message: /^Pub\/Sub refuses it: / })
    await stored
  })
})
