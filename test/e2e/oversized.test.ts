import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { committedOffsets, createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

describe('a record that Pub/Sub can never take', { skip: cannotStart(['kafka']) }, () => {
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

  /** Nine small records and, as the sixth, one of 11 MB. */
  const topicWithLargeRecord = async () => {
    const topic = uniqueName('large')
    const { plaintext } = stack.addresses.kafka
    await createTopic(plaintext, { topic, settings: { 'max.message.bytes': '16000000' } })
    for (let offset = 0; offset < 10; offset++)
      await produce(plaintext, topic, [{ value: Buffer.alloc(offset === 5 ? 11_000_000 : 100, 1), partition: 0 }])
    return topic
  }
  const start = (topic: string, group: string, tolerance: string) =>
    ConnectWorker.start({
      files: jobFiles({ topic, group, kafka: stack.addresses.kafka, connector: [`errors.tolerance=${tolerance}`] }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })

  it('fails the task with errors.tolerance=none, naming it, and is not committed', async () => {
    const topic = await topicWithLargeRecord()
    const group = uniqueName('group')
    const worker = await start(topic, group, 'none')
    const { message } = await worker.says(/task has failed/)
    assert.match(message, new RegExp(`${topic}.* offset 5.*11000\\d\\d\\d bytes.*10000000`))
    assert.equal(await worker.stop(), 0)
    const [committed] = await committedOffsets(stack.addresses.kafka.plaintext, group, topic)
    assert.ok((committed?.offset ?? 0n) <= 5n, `committed ${committed?.offset}`)
  })

  it('is skipped and counted with errors.tolerance=all, and the rest goes through', async () => {
    const topic = await topicWithLargeRecord()
    const group = uniqueName('group')
    const worker = await start(topic, group, 'all')
    const { message } = await worker.says(/^skipped /)
    assert.match(message, new RegExp(`${topic}.* offset 5.*11000\\d\\d\\d bytes`))
    while ((await server.missing({ topic, partition: 0, from: 0, to: 10 })).join() !== '5')
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    assert.equal(worker.status?.['skipped'], 1)
    assert.deepEqual(await committedOffsets(stack.addresses.kafka.plaintext, group, topic), [
      { partition: 0, offset: 10n },
    ])
  })

  it('is found when the service refuses its request, and the rest goes through', async () => {
    const topic = uniqueName('refused')
    const { plaintext } = stack.addresses.kafka
    await createTopic(plaintext, { topic })
    await produce(
      plaintext,
      topic,
      Array.from({ length: 100 }, () => ({ value: Buffer.alloc(100, 1), partition: 0 })),
    )
    await server.misbehave({ kind: 'refuse', offsets: [42] }, { method: 'Publish' })
    const worker = await start(topic, uniqueName('group'), 'all')
    const { message } = await worker.says(/^skipped /)
    assert.match(message, new RegExp(`${topic}.* offset 42.*INVALID_ARGUMENT`))
    while ((await server.missing({ topic, partition: 0, from: 0, to: 100 })).join() !== '42')
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    assert.equal(worker.status?.['skipped'], 1)
  })
})
