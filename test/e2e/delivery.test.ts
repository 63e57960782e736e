import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { committedOffsets, endOffsets } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

describe('delivery', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka'])
    server = await startPublishServer()
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
  })

  const start = (topic: string, group: string) =>
    ConnectWorker.start({
      files: jobFiles({
        topic,
        group,
        kafka: stack.addresses.kafka,
        worker: ['consumer.session.timeout.ms=3000', 'consumer.heartbeat.interval.ms=500'],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })

  it('misses no offset when the process is killed three times in mid-stream', async () => {
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    await alerts.produce(800)
    const group = uniqueName('group')
    await server.misbehave({ kind: 'delay', ms: 300 })
    for (let kill = 1; kill <= 3; kill++) {
      const worker = await start(alerts.topic, group)
      await alerts.arrived(server, kill * 100)
      worker.kill('SIGKILL')
      assert.deepEqual(await worker.exited, { code: null, signal: 'SIGKILL' })
      await alerts.produce(200)
    }
    await server.misbehave(undefined)
    const worker = await start(alerts.topic, group)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
  })

  it('stops on SIGTERM in mid-stream with exit code 0, and a restart goes on with no gap and no duplicate', async () => {
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    const group = uniqueName('group')
    await alerts.produce(1000)
    await server.misbehave({ kind: 'delay', ms: 300 })
    for (let stop = 1; stop <= 3; stop++) {
      const already = await alerts.countAt(server)
      const worker = await start(alerts.topic, group)
      await alerts.arrived(server, already + 50)
      assert.equal(await worker.stop(), 0)
      assert.ok((await alerts.countAt(server)) < alerts.count, 'it was not stopped in mid-stream')
      await alerts.produce(1000)
    }
    await server.misbehave(undefined)
    const worker = await start(alerts.topic, group)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await alerts.duplicates(server), [])
    const { plaintext } = stack.addresses.kafka
    assert.deepEqual(await committedOffsets(plaintext, group, alerts.topic), await endOffsets(plaintext, alerts.topic))
  })
})
