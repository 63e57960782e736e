import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { committedOffsets, deleteRecords, endOffsets } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart } from '../stack/shared-stack.ts'
import { type Stack, startStack } from '../stack/stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

describe('the broker', { skip: cannotStart(['kafka']) }, () => {
  let stack: Stack<'kafka'>
  let server: PublishServer
  before(async () => {
    stack = await startStack({ services: ['kafka'] })
    server = await startPublishServer()
  })
  after(async () => {
    await server?.stop()
    await stack?.stop()
  })

  const start = (topic: string, group: string, worker: readonly string[] = []) =>
    ConnectWorker.start({
      files: jobFiles({
        topic,
        group,
        kafka: stack.addresses.kafka,
        worker: ['consumer.heartbeat.interval.ms=500', ...worker],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })

  it('may stop for 20 s and start again: the worker goes on', async () => {
    const { plaintext } = stack.addresses.kafka
    const alerts = await AlertsTopic.create(plaintext, 4)
    const group = uniqueName('group')
    await alerts.produce(200)
    const worker = await start(alerts.topic, group)
    await alerts.arrived(server)
    await stack.kafka.stop()
    await sleep(20_000)
    await stack.kafka.start()
    await alerts.produce(200)
    await alerts.arrived(server)
    assert.ok(worker.running)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await committedOffsets(plaintext, group, alerts.topic), await endOffsets(plaintext, alerts.topic))
  })

  it('may be killed with 48 MB in flight: nothing is missing, and a commit that failed is repeated', async () => {
    const { plaintext } = stack.addresses.kafka
    const alerts = await AlertsTopic.create(plaintext, 4)
    const group = uniqueName('group')
    await alerts.produce(600)
    await server.misbehave({ kind: 'delay', ms: 4000 })
    const worker = await start(alerts.topic, group)
    await alerts.arrived(server, 600)
    await stack.kafka.kill()
    await server.misbehave(undefined)
    await worker.says(/committing the offsets of .* failed/)
    await stack.kafka.start()
    await alerts.produce(200)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await committedOffsets(plaintext, group, alerts.topic), await endOffsets(plaintext, alerts.topic))
  })

  it('may delete records before they are read: the worker says how many, and goes on behind them', async () => {
    const { plaintext } = stack.addresses.kafka
    const alerts = await AlertsTopic.create(plaintext, 1)
    const group = uniqueName('group')
    await alerts.produce(10)
    const first = await start(alerts.topic, group)
    await alerts.arrived(server)
    assert.equal(await first.stop(), 0)
    await alerts.produce(40)
    await deleteRecords(plaintext, alerts.topic, [{ partition: 0, offset: 35n }])
    const second = await start(alerts.topic, group)
    const line = await second.says(/25 records of .* were deleted from Kafka before they were read/)
    assert.equal(line.level, 'error')
    await alerts.arrived(server, 25)
    assert.equal(await second.stop(), 0)
    const missing = await alerts.wrong(server)
    assert.equal(missing.length, 25)
    assert.ok(missing.every((place, index) => place === `${alerts.topic}/0/${index + 10} is missing`))
  })
})
