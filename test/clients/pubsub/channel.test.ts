import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { Channel, GrpcError, getTopic, publish } from '@psconnect/client-pubsub'
import { type Fault, type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { failsWith, oneMessage, options, topic } from './calls.ts'

describe('a channel', () => {
  let server: PublishServer
  let channel: Channel
  before(async () => {
    server = await startPublishServer()
  })
  after(() => server.stop())
  afterEach(async () => {
    channel.close()
    await server.misbehave(undefined)
  })
  const open = () => {
    channel = new Channel({ address: server.address, plaintext: true })
    return channel
  }

  it('publishes, and many calls share few connections', async () => {
    open()
    const { messages } = await server.totals()
    await Promise.all(Array.from({ length: 50 }, () => publish(channel, oneMessage(), options)))
    assert.equal((await server.totals()).messages - messages, 50)
    assert.ok((await server.connections()) <= 4)
  })

  it('carries requests of many megabytes at once', async () => {
    open()
    const { bytes } = await server.totals()
    await Promise.all(Array.from({ length: 8 }, () => publish(channel, oneMessage(Buffer.alloc(9_000_000)), options)))
    assert.ok((await server.totals()).bytes - bytes > 72_000_000)
  })

  const statuses: readonly [fault: Fault, code: string, message: RegExp, mayHaveActed: boolean][] = [
    [{ kind: 'status', code: 14, message: 'try später' }, 'UNAVAILABLE', /^try später$/, true],
    [{ kind: 'status', code: 14, message: 'at once', trailersOnly: true }, 'UNAVAILABLE', /^at once$/, true],
    [{ kind: 'status', code: 5 }, 'NOT_FOUND', /^no message$/, false],
    [{ kind: 'status', code: 99, message: 'odd' }, 'UNKNOWN', /^odd$/, true],
    [{ kind: 'http', status: 503 }, 'UNAVAILABLE', /HTTP status 503 \(text\/html\)/, true],
    [{ kind: 'http', status: 404 }, 'UNIMPLEMENTED', /HTTP status 404/, true],
    [{ kind: 'http', status: 200 }, 'UNKNOWN', /HTTP status 200/, true],
    [{ kind: 'reset', code: 7 }, 'UNAVAILABLE', /HTTP\/2 code 7/, false],
    [{ kind: 'reset', code: 8 }, 'CANCELLED', /HTTP\/2 code 8/, true],
    [{ kind: 'reset', code: 11 }, 'RESOURCE_EXHAUSTED', /HTTP\/2 code 11/, true],
    [{ kind: 'reset', code: 2 }, 'INTERNAL', /HTTP\/2 code 2/, true],
    [{ kind: 'drop' }, 'UNAVAILABLE', /connection.* lost/, true],
  ]
  for (const [fault, code, message, mayHaveActed] of statuses) {
    it(`fails with ${code} when the server does ${JSON.stringify(fault)}, and works again after it`, async () => {
      open()
      await server.misbehave(fault, { times: 1 })
      await assert.rejects(publish(channel, oneMessage(), options), failsWith(code, message, mayHaveActed))
      await publish(channel, oneMessage(), options)
    })
  }

  it('gives a call up at its deadline', async () => {
    open()
    await server.misbehave({ kind: 'silence' }, { times: 1 })
    await assert.rejects(
      publish(channel, oneMessage(), { deadlineMs: 100 }),
      failsWith('DEADLINE_EXCEEDED', /^no answer within 100 ms$/, true),
    )
    await publish(channel, oneMessage(), options)
  })

  it('gives a call up when its signal aborts', async () => {
    open()
    await server.misbehave({ kind: 'silence' }, { times: 1 })
    const stop = new AbortController()
    const call = publish(channel, oneMessage(), { ...options, signal: stop.signal })
    stop.abort(new Error('enough'))
    await assert.rejects(call, /enough/)
    await assert.rejects(publish(channel, oneMessage(), { ...options, signal: stop.signal }), /enough/)
  })

  it('goes on through GOAWAY: what was sent is answered, what was not goes over another connection', async () => {
    open()
    await getTopic(channel, topic, options)
    await server.misbehave({ kind: 'goaway' }, { times: 3 })
    const calls = Array.from({ length: 40 }, async () => {
      try {
        await publish(channel, oneMessage(), options)
      } catch (error) {
        assert.ok(error instanceof GrpcError && !error.mayHaveActed, String(error))
        await publish(channel, oneMessage(), options)
      }
    })
    await Promise.all(calls)
  })

  it('fails all calls when it is closed', async () => {
    open()
    await getTopic(channel, topic, options)
    await server.misbehave({ kind: 'silence' })
    const sent = publish(channel, oneMessage(), options)
    channel.close()
    await assert.rejects(sent, failsWith('CANCELLED', /closed/, true))
    await assert.rejects(publish(channel, oneMessage(), options), failsWith('CANCELLED', /closed/, false))
  })
})

describe('a channel to a server', () => {
  it('that takes one stream at a time lets calls wait for their turn', async () => {
    const server = await startPublishServer({ maxConcurrentStreams: 1 })
    const channel = new Channel({ address: server.address, plaintext: true })
    await Promise.all(Array.from({ length: 60 }, () => publish(channel, oneMessage(), options)))
    assert.equal((await server.totals()).messages, 60)
    channel.close()
    await server.stop()
  })

  it('that comes up late fails calls until then, with the address', async () => {
    const first = await startPublishServer()
    const { address } = first
    await first.stop()
    const channel = new Channel({ address, plaintext: true })
    const refused = failsWith('UNAVAILABLE', new RegExp(`cannot connect to ${address}: .*ECONNREFUSED`), false)
    await assert.rejects(getTopic(channel, topic, options), refused)
    await assert.rejects(getTopic(channel, topic, options), refused)
    const second = await startPublishServer({ port: Number(address.split(':')[1]) })
    await getTopic(channel, topic, options)
    channel.close()
    await second.stop()
  })

  it('that accepts connections and says nothing fails calls at their deadline', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise(resolve => mute.once('listening', resolve))
    const { port } = mute.address() as { port: number }
    const channel = new Channel({ address: `127.0.0.1:${port}`, plaintext: true })
    const late = failsWith('DEADLINE_EXCEEDED', /no connection to send it on within 100 ms/, false)
    await assert.rejects(getTopic(channel, topic, { deadlineMs: 100 }), late)
    channel.close()
    mute.close()
  })

  it('that no longer exists fails its calls long before their deadlines, once one of them is overdue', async () => {
    const server = await startPublishServer()
    const channel = new Channel({ address: server.address, plaintext: true })
    await getTopic(channel, topic, options)
    server.freeze()
    const patient = getTopic(channel, topic, { deadlineMs: 1_000_000 })
    await assert.rejects(
      getTopic(channel, topic, { deadlineMs: 100 }),
      failsWith('DEADLINE_EXCEEDED', /no answer/, true),
    )
    await assert.rejects(patient, failsWith('UNAVAILABLE', /connection lost: the server answers no ping/, true))
    server.thaw()
    await getTopic(channel, topic, options)
    channel.close()
    await server.stop()
  })
})
