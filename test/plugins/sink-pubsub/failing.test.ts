import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ConnectError, type Sink } from 'psconnect/plugin'
import { createService } from '../../../plugins/sink-pubsub/token-service.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { TokenEndpoint } from '../../stack/token-endpoint.ts'
import { configFor, createSink, createSinkWithTokens, Host, never, records, topic, until } from './sink-under-test.ts'

const failsWith = (code: string, message: RegExp) => (error: unknown) =>
  ConnectError.is(error) && error.code === code && message.test(error.message)

describe('a task', () => {
  let server: PublishServer
  let host: Host
  let sink: Sink | undefined
  beforeEach(async () => {
    server = await startPublishServer({ topics: [topic] })
    host = new Host()
    sink = undefined
  })
  afterEach(async () => {
    await sink?.close()
    await server.stop()
  })

  const final: readonly [code: number, message: RegExp][] = [
    [5, /NOT_FOUND: why; create the topic/],
    [7, /PERMISSION_DENIED: why; grant the account roles\/pubsub\.publisher/],
    [9, /FAILED_PRECONDITION: why/],
    [12, /UNIMPLEMENTED: why; check cps\.endpoint/],
    [16, /UNAUTHENTICATED: why; check the credentials/],
  ]
  for (const [code, message] of final) {
    it(`fails at once when publishing ends with gRPC code ${code}, with the reason and what to do`, async () => {
      sink = await createSink(configFor(server.address), host)
      await server.misbehave({ kind: 'status', code, message: 'why' })
      const writes = [0, 5].map(from => sink?.write(records(5, { from }), never))
      for (const write of writes) await assert.rejects(write as Promise<void>, failsWith('SINK_FAILED', message))
      await assert.rejects(sink.write(records(1), never), failsWith('SINK_FAILED', /projects\/p\/topics\/t/))
    })
  }

  for (const message of ['You have passed projects/p/topics/t', 'Invalid resource name given'])
    it(`fails when the topic’s name is what Pub/Sub refuses: ${message}`, async () => {
      sink = await createSink(configFor(server.address), host)
      await server.misbehave({ kind: 'status', code: 3, message })
      await assert.rejects(
        sink.write(records(5), never),
        failsWith('SINK_FAILED', /INVALID_ARGUMENT: .*; correct cps\.project and cps\.topic/),
      )
      assert.deepEqual(host.rejected, [])
    })

  it('fails when publishing failed for publish.give.up.ms', async () => {
    sink = await createSink(configFor(server.address, { 'publish.give.up.ms': 300 }), host)
    await server.misbehave({ kind: 'status', code: 14, message: 'down' })
    await assert.rejects(
      sink.write(records(5), never),
      failsWith('SINK_FAILED', /publish\.give\.up\.ms.*UNAVAILABLE: down/),
    )
  })

  it('does not start when the topic does not exist', async () => {
    const config = configFor(server.address, { 'cps.topic': 'missing' })
    await assert.rejects(createSink(config, host), failsWith('SINK_FAILED', /topics\/missing failed with NOT_FOUND/))
  })

  it('starts when the topic may not be looked up, and says so in one line', async () => {
    await server.misbehave({ kind: 'status', code: 7 }, { method: 'GetTopic' })
    sink = await createSink(configFor(server.address), host)
    await sink.write(records(5), never)
    assert.deepEqual(host.said('warn'), [])
    assert.match(
      host.said('info').join('\n'),
      /^publishing to the topic t of an emulator at .*\n.*may not look the topic up.*$/,
    )
  })

  it('starts when the receiver cannot be reached, with a warning, and publishes when it can', async () => {
    await server.stop()
    sink = await createSink(configFor(server.address), host)
    assert.match(host.said('warn')[0] ?? '', /could not be looked up/)
    server = await startPublishServer({ port: Number(server.address.split(':')[1]) })
    await sink.write(records(5), never)
  })

  it('ends its writes when it is stopped, with the reason', async () => {
    sink = await createSink(configFor(server.address), host)
    await server.misbehave({ kind: 'silence' })
    const write = sink.write(records(5), never)
    host.stop.abort(new Error('stopping'))
    await assert.rejects(write, /stopping/)
    await assert.rejects(sink.write(records(5), never), /stopping/)
  })

  it('ends one write when that write’s signal aborts', async () => {
    sink = await createSink(configFor(server.address), host)
    await server.misbehave({ kind: 'silence' }, { times: 1, method: 'Publish' })
    const stop = new AbortController()
    const write = sink.write(records(5), stop.signal)
    stop.abort(new Error('enough'))
    await assert.rejects(write, /enough/)
    await sink.write(records(5, { from: 5 }), never)
  })

  it('may be closed twice', async () => {
    sink = await createSink(configFor(server.address), host)
    await sink.close()
    await sink.close()
    await assert.rejects(sink.write(records(1), never), failsWith('SINK_FAILED', /closed/))
  })
})

describe('a task with credentials', () => {
  let server: PublishServer
  let endpoint: TokenEndpoint
  let host: Host
  let sink: Sink
  let closeService: () => Promise<void>
  beforeEach(async () => {
    server = await startPublishServer()
    endpoint = await new TokenEndpoint().start()
    host = new Host()
    const config = configFor(server.address, { 'gcp.credentials.json': endpoint.credentials() })
    const service = createService(config)
    host.service = request => service.call(request, never)
    closeService = () => service.close()
    sink = createSinkWithTokens(config, host)
  })
  afterEach(async () => {
    await sink.close()
    await closeService()
    endpoint.stop()
    await server.stop()
  })

  it('publishes with an access token, fetched once', async () => {
    await Promise.all([0, 10, 20].map(from => sink.write(records(10, { from }), never)))
    await sink.write(records(10, { from: 30 }), never)
    assert.deepEqual(await server.authorizations(), ['Bearer token-1'])
    assert.equal(endpoint.requests, 1)
  })

  it('fetches another token when Pub/Sub no longer accepts one, and loses nothing', async () => {
    await sink.write(records(10), never)
    for (const round of [1, 2]) {
      await server.misbehave({ kind: 'status', code: 16 }, { times: 1 })
      await sink.write(records(10, { from: 10 * round }), never)
    }
    assert.deepEqual(await server.authorizations(), ['Bearer token-1', 'Bearer token-2', 'Bearer token-3'])
    assert.deepEqual(await server.missing({ topic: 'alerts', partition: 3, from: 0, to: 30 }), [])
    assert.deepEqual(host.reasons, [])
  })

  it('fails when Pub/Sub does not accept a fresh token either', async () => {
    await server.misbehave({ kind: 'status', code: 16, message: 'bad token' })
    await assert.rejects(sink.write(records(10), never), failsWith('SINK_FAILED', /UNAUTHENTICATED: bad token/))
  })

  it('fails at once when the credentials are refused', async () => {
    endpoint.behaviour = { status: 400, body: { error: 'invalid_grant', error_description: 'account not found' } }
    await assert.rejects(
      sink.write(records(10), never),
      failsWith('SINK_FAILED', /refuses the credentials: invalid_grant: account not found/),
    )
  })

  it('says that there is no token while the token endpoint does not answer, and publishes when it does', async () => {
    endpoint.behaviour = { status: 503, body: {} }
    const write = sink.write(records(10), never)
    await until(() => host.reasons.some(reason => reason?.includes('no access token')))
    assert.match(host.said('warn')[0] ?? '', /no access token/)
    endpoint.behaviour = undefined
    await write
    assert.equal(host.resentRecords, 0)
  })
})
