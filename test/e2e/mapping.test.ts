import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

describe('what a record holds', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka'])
    server = await startPublishServer({ keep: true })
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
  })

  it('arrives: keys, headers, nulls and 9.5 MB of data', async () => {
    const topic = uniqueName('mapping')
    const { plaintext } = stack.addresses.kafka
    await createTopic(plaintext, { topic, settings: { 'max.message.bytes': '16000000' } })
    const large = Buffer.alloc(9_500_000, 7)
    const timestamp = '1700000000000'
    await produce(plaintext, topic, [
      { key: 'text', value: 'a', timestamp, headers: { survey: 'LSST', twice: ['1', '2'] } },
      { key: Buffer.from([0, 255]), value: 'b', timestamp },
      { key: null, value: null, timestamp },
      { key: null, value: '', timestamp, headers: { 'too big': 'x'.repeat(1025) } },
    ])
    await produce(plaintext, topic, [{ key: null, value: large, timestamp }])
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic,
        group: uniqueName('group'),
        kafka: stack.addresses.kafka,
        connector: ['headers.publish=true'],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    while ((await server.missing({ topic, partition: 0, from: 0, to: 5 })).length > 0)
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    const kept = (await server.kept()).toSorted(
      (a, b) => Number(a.attributes['kafka.offset']) - Number(b.attributes['kafka.offset']),
    )
    const place = (offset: number) => ({
      'kafka.topic': topic,
      'kafka.partition': '0',
      'kafka.offset': String(offset),
      'kafka.timestamp': timestamp,
    })
    assert.deepEqual(
      kept.map(({ attributes }) => attributes),
      [
        { ...place(0), key: 'text', survey: 'LSST', twice: '2' },
        { ...place(1), key: 'AP8=' },
        place(2),
        place(3),
        place(4),
      ],
    )
    assert.deepEqual(
      kept.slice(0, 4).map(({ data }) => Buffer.from(data).toString()),
      ['a', 'b', '', ''],
    )
    assert.ok(large.equals(kept[4]?.data ?? Buffer.alloc(0)))
    assert.equal(worker.said(/too big/).length, 1)
  })

  it('of two connectors that share the worker’s group arrives from both topics, in whole', async () => {
    const { plaintext } = stack.addresses.kafka
    const topics = [uniqueName('one'), uniqueName('two')]
    for (const topic of topics) {
      await createTopic(plaintext, { topic, partitions: 3 })
      const messages = Array.from({ length: 30 }, (_, index) => ({ value: `${index}`, partition: index % 3 }))
      await produce(plaintext, topic, messages)
    }
    const [one = '', two = ''] = topics
    const kafka = stack.addresses.kafka
    const [worker, first] = jobFiles({ topic: one, group: uniqueName('group'), kafka })
    const [, second] = jobFiles({ topic: two, group: '', kafka })
    assert.ok(worker && first && second)
    const running = await ConnectWorker.start({
      files: [worker, ['one.properties', first[1]], ['two.properties', second[1].replace(/^name=.*/m, 'name=second')]],
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    for (const topic of topics)
      for (const partition of [0, 1, 2])
        while ((await server.missing({ topic, partition, from: 0, to: 10 })).length > 0)
          await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await running.stop(), 0)
    assert.equal(running.said(/consumer\.group\.id=.* is shared by 2 connectors/).length, 1)
  })
})
