import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { type Fault, type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

describe('the receiver', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  let worker: ConnectWorker | undefined
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  beforeEach(async () => {
    server = await startPublishServer()
  })
  afterEach(async () => {
    worker?.kill('SIGKILL')
    await server.stop()
  })
  after(() => stack?.leave())

  const start = async (topic: string) => {
    worker = await ConnectWorker.start({
      files: jobFiles({ topic, group: uniqueName('group'), kafka: stack.addresses.kafka }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    return worker
  }

  it('may be slower than the deadline: what was sent is sent again, and counted', async () => {
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 1)
    await alerts.produce(20)
    await server.misbehave({ kind: 'delay', ms: 12_000 }, { times: 1, method: 'Publish' })
    const slow = await start(alerts.topic)
    await slow.says(/DEADLINE_EXCEEDED/)
    await alerts.arrived(server)
    assert.equal(await slow.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.equal(slow.status?.['resent'], 20)
  })

  const troubles: readonly (readonly [string, Fault])[] = [
    ['says GOAWAY now and then', { kind: 'goaway' }],
    ['resets streams', { kind: 'reset', code: 2 }],
    ['refuses streams', { kind: 'reset', code: 7 }],
    ['drops connections', { kind: 'drop' }],
    ['drops connections after it has stored', { kind: 'drop', store: true }],
  ]
  for (const [what, fault] of troubles)
    it(`loses nothing and does not hang when the server ${what}`, async () => {
      const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
      await alerts.produce(500)
      await server.misbehave(fault, { times: 5, method: 'Publish', after: 2 })
      const steady = await start(alerts.topic)
      await alerts.arrived(server)
      assert.equal(await steady.stop(), 0)
      assert.deepEqual(await alerts.wrong(server), [])
    })

  it('may allow one stream at a time', async () => {
    await server.stop()
    server = await startPublishServer({ maxConcurrentStreams: 1 })
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    await alerts.produce(500)
    const single = await start(alerts.topic)
    await alerts.arrived(server)
    assert.equal(await single.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await alerts.duplicates(server), [])
  })

  it('fails the task within seconds when the topic is missing, with the reason', async () => {
    await server.stop()
    server = await startPublishServer({ topics: [] })
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 1)
    const failing = await start(alerts.topic)
    const { message } = await failing.says(/task has failed/, { withinMs: 10_000 })
    assert.match(message, /projects\/test-project\/topics\/alerts/)
    assert.match(message, /NOT_FOUND/)
    assert.ok(failing.running)
    assert.equal(await failing.stop(), 0)
    assert.match(String(failing.status?.['state']), /FAILED: .*NOT_FOUND/)
  })

  it('fails the task within seconds when publishing is not permitted, with the reason', async () => {
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 1)
    await alerts.produce(1)
    await server.misbehave({ kind: 'status', code: 7, message: 'no roles/pubsub.publisher' })
    const failing = await start(alerts.topic)
    const { message } = await failing.says(/task has failed/, { withinMs: 10_000 })
    assert.match(message, /PERMISSION_DENIED.*no roles\/pubsub\.publisher/)
    assert.equal(await failing.stop(), 0)
    assert.match(String(failing.status?.['state']), /FAILED: .*PERMISSION_DENIED/)
  })
})
