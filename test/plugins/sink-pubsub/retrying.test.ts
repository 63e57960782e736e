import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Sink } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type Fault, type PublishServer, type Scope, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, records, until } from './sink-under-test.ts'

const place = { topic: 'alerts', partition: 3, from: 0, to: 400 }

describe('publishing', () => {
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
  /** Many small requests, so that several are under way. */
  const small = { maxBufferSize: 10, maxRequestTimeoutMs: 300 }
  const open = async (settings: Partial<PubSubSinkConfig> = small) => {
    sink = await createSink(configFor(server.address, settings), host)
  }
  const writeAll = () => Promise.all([0, 100, 200, 300].map(from => sink.write(records(100, { from }), never)))

  const passing: readonly [what: string, fault: Fault, scope: Scope][] = [
    ...[1, 2, 4, 8, 10, 13, 14].map(
      code => [`gRPC code ${code}`, { kind: 'status', code }, { times: 5 }] satisfies [string, Fault, Scope],
    ),
    ['UNAVAILABLE for a second', { kind: 'status', code: 14 }, { ms: 1_000 }],
    ['errors without a body', { kind: 'status', code: 14, trailersOnly: true }, { times: 5 }],
    ['a proxy’s 502', { kind: 'http', status: 502 }, { times: 5 }],
    ['reset streams', { kind: 'reset', code: 2 }, { times: 5 }],
    ['refused streams', { kind: 'reset', code: 7 }, { times: 5 }],
    ['dropped connections', { kind: 'drop' }, { times: 5, after: 3 }],
    ['GOAWAY', { kind: 'goaway' }, { times: 10, after: 3 }],
    ['no answer', { kind: 'silence' }, { times: 5 }],
    ['answers that come too late', { kind: 'delay', ms: 600 }, { times: 5 }],
  ]
  for (const [what, fault, scope] of passing) {
    it(`loses nothing through ${what}`, async () => {
      await open()
      await server.misbehave(fault, { ...scope, method: 'Publish' })
      await writeAll()
      assert.deepEqual(await server.missing(place), [])
      assert.ok(fault.kind === 'goaway' || host.reasons.length > 0)
      assert.equal(host.reasons.at(-1) ?? null, null)
    })
  }

  it('loses nothing when one stream is allowed at a time', async () => {
    await server.stop()
    server = await startPublishServer({ maxConcurrentStreams: 1 })
    await open()
    await writeAll()
    assert.deepEqual(await server.missing(place), [])
    assert.deepEqual(await server.duplicates(), [])
  })

  it('counts what was sent again though it may have arrived', async () => {
    await open({ maxBufferSize: 10 })
    await server.misbehave({ kind: 'status', code: 14, store: true }, { times: 1, method: 'Publish' })
    await sink.write(records(10), never)
    assert.equal(host.resentRecords, 10)
    assert.equal((await server.duplicates()).length, 10)
  })

  it('does not count what certainly did not arrive', async () => {
    await open()
    await server.misbehave({ kind: 'reset', code: 7 }, { times: 1, method: 'Publish' })
    await sink.write(records(10), never)
    assert.equal(host.resentRecords, 0)
  })

  it('goes on when the server comes back at the same address', async () => {
    await open()
    await server.stop()
    const written = writeAll()
    await until(() => host.reasons.some(reason => reason?.includes('ECONNREFUSED')))
    server = await startPublishServer({ port: Number(server.address.split(':')[1]) })
    await written
    assert.deepEqual(await server.missing(place), [])
  })

  it('says that it fails, why, and what waits, and later that it works again', async () => {
    await open()
    await server.misbehave({ kind: 'status', code: 14, message: 'maintenance' }, { times: 3, method: 'Publish' })
    await sink.write(records(10), never)
    const [line] = host.said('warn')
    assert.match(
      line ?? '',
      /^publishing to projects\/p\/topics\/t fails .* 10 records wait; UNAVAILABLE: maintenance$/,
    )
    assert.match(host.said('info').at(-1) ?? '', /works again/)
    assert.deepEqual(new Set(host.reasons), new Set(['UNAVAILABLE: maintenance', null]))
  })

  it('says so again while it lasts', async () => {
    await open({ ...small, maxTotalTimeoutMs: 50 })
    await server.misbehave({ kind: 'status', code: 14 }, { method: 'Publish' })
    const written = sink.write(records(10), never)
    await until(() => host.said('warn').length >= 3)
    await server.misbehave(undefined)
    await written
  })

  it('only probes a receiver that stays away', async () => {
    await open({ maxBufferSize: 10 })
    await server.misbehave({ kind: 'status', code: 14 }, { method: 'Publish' })
    const written = writeAll()
    await until(() => host.reasons.length >= 30)
    await server.misbehave({ kind: 'silence' }, { method: 'Publish' })
    await until(async () => (await server.underWay()) > 0)
    assert.equal(await server.underWay(), 1)
    await sink.close()
    await assert.rejects(written, { code: 'SINK_FAILED' })
  })
})
