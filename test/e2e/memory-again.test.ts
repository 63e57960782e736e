import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

describe('memory that is filled again', { skip: cannotStart(['kafka']) }, () => {
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

  it('never shows in a message, however often requests are given up, cut off or refused and sent again', async () => {
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    await alerts.produce(2_000)
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic: alerts.topic,
        group: uniqueName('group'),
        kafka: stack.addresses.kafka,
        worker: ['buffer.memory=16777216'],
        connector: ['maxRequestTimeoutMs=10000', 'maxTotalTimeoutMs=60000'],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    const faults = [
      { kind: 'drop' },
      { kind: 'status', code: 14, store: true },
      { kind: 'reset', code: 2 },
      { kind: 'silence' },
    ] as const
    for (const [index, fault] of faults.entries()) {
      await alerts.arrived(server, 200 + index * 300)
      await server.misbehave(fault, { times: 3 })
    }
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
  })
})
