import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { KafkaAddress } from '../stack/kafka.ts'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { until } from './support/consume.ts'
import { broken, DeadLetterJob, headersOf, inText, offsetIn, queueKeys, withContext } from './support/dead-letters.ts'

const large = (bytes: number): Buffer => Buffer.concat([broken, Buffer.alloc(bytes)])

describe('dead letters in a Kafka topic', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let kafka: KafkaAddress
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka'])
    kafka = stack.addresses.kafka
    server = await startPublishServer()
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
  })

  it('of every stage, each with its bytes and where and why it failed', async () => {
    const job = new DeadLetterJob(kafka, server)
    const { topic, queue } = job
    await createTopic(kafka.plaintext, { topic })
    const good = { key: 'key', value: '1', headers: { of: 'text' }, timestamp: '1700000000000' }
    const messages = [
      good,
      { ...good, key: broken },
      { ...good, value: broken },
      { ...good, headers: { of: broken } },
      { ...good, value: 'one' },
      { ...good, value: '6' },
      good,
    ]
    await produce(kafka.plaintext, topic, messages)
    await server.misbehave({ kind: 'refuse', offsets: [5] }, { method: 'Publish' })
    const worker = await job.start([
      ...queueKeys(queue),
      withContext,
      ...inText,
      'transforms=number',
      'transforms.number.type=org.apache.kafka.connect.transforms.Cast$Value',
      'transforms.number.spec=int32',
    ])
    await worker.says(/is RUNNING/)
    const reading = job.letters()
    await until(() => reading.records.length === 5)
    await job.missingOnly([1, 2, 3, 4, 5], 7)
    assert.equal(await worker.stop(), 0)
    await reading.close()
    assert.equal(await job.committed(), 7)

    const found = reading.records.toSorted((a, b) => offsetIn(a) - offsetIn(b))
    assert.deepEqual(
      found.map(({ key, value, timestamp }) => [key, value, timestamp]),
      messages.slice(1, 6).map(({ key, value }) => [Buffer.from(key), Buffer.from(value), 1_700_000_000_000n]),
    )
    const stages = [
      ['KEY_CONVERTER', 'string', 'RECORD_UNREADABLE'],
      ['VALUE_CONVERTER', 'string', 'RECORD_UNREADABLE'],
      ['HEADER_CONVERTER', 'string', 'RECORD_UNREADABLE'],
      ['TRANSFORMATION', 'Cast$Value', 'RECORD_REFUSED'],
      ['TASK_PUT', 'pubsub', 'RECORD_REFUSED'],
    ] as const
    for (const [index, [stage, plugin, code]] of stages.entries()) {
      const letter = found[index] ?? assert.fail()
      assert.deepEqual(letter.headers[0], { key: 'of', value: Buffer.from(messages[index + 1]?.headers.of ?? '') })
      assert.deepEqual(headersOf(letter).slice(1, 9), [
        ['__connect.errors.topic', topic],
        ['__connect.errors.partition', '0'],
        ['__connect.errors.offset', String(index + 1)],
        ['__connect.errors.connector.name', 'ps-sink-connector'],
        ['__connect.errors.task.id', '0'],
        ['__connect.errors.stage', stage],
        ['__connect.errors.class.name', plugin],
        ['__connect.errors.exception.class.name', code],
      ])
      assert.deepEqual(
        letter.headers.slice(9).map(({ key }) => key),
        ['__connect.errors.exception.message', '__connect.errors.exception.stacktrace'],
      )
    }
    await server.misbehave(undefined)
  })

  it('that are too large for the topic go there without their values', async () => {
    const job = new DeadLetterJob(kafka, server)
    const { topic, queue } = job
    await createTopic(kafka.plaintext, { topic })
    await createTopic(kafka.plaintext, { topic: queue, settings: { 'max.message.bytes': '20000' } })
    // The last two are more than what is sent at all.
    const sizes = [10, 30_000, 10, 900_000, 1_048_576 * 0.9]
    await produce(
      kafka.plaintext,
      topic,
      sizes.map(bytes => ({ key: 'key', value: large(bytes) })),
    )
    const worker = await job.start([
      ...queueKeys(queue),
      'value.converter=string',
      'producer.override.max.request.size=500000',
    ])
    const reading = job.letters()
    await until(() => reading.records.length === 5)
    await job.committedAll(5)
    assert.equal(await worker.stop(), 0)
    await reading.close()
    const whole = reading.records.filter(({ value }) => value !== null)
    const cut = reading.records.filter(({ value }) => value === null)
    assert.deepEqual(
      whole.map(({ value, headers }) => [value, headers]),
      [0, 1].map(() => [large(10), []]),
    )
    assert.deepEqual(
      cut
        .toSorted((a, b) => offsetIn(a) - offsetIn(b))
        .map(letter => [String(letter.key), offsetIn(letter), headersOf(letter).at(-1)]),
      [1, 3, 4].map(offset => ['key', offset, ['__connect.errors.value.dropped', 'true']]),
    )
  })

  it('are written before the task fails where errors are not tolerated, and the record is read again', async () => {
    const job = new DeadLetterJob(kafka, server)
    const { topic, queue } = job
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: broken }])
    const worker = await job.start([...queueKeys(queue), ...inText, 'errors.tolerance=none'])
    await worker.says(/task has failed: .*offset 0: the value converter \w+ refused the record/)
    const reading = job.letters()
    await until(() => reading.records.length === 1)
    assert.equal(await worker.stop(), 0)
    await reading.close()
    assert.equal(await job.committed(), 0)
  })

  it('in a topic that cannot be created fail the task, saying which key to change', async () => {
    const job = new DeadLetterJob(kafka, server)
    const worker = await job.start([`errors.deadletterqueue.topic.name=${job.queue}`])
    const { message } = await worker.says(/task has failed/)
    assert.match(
      message,
      /not enough brokers for a replication factor of 3\. Set errors\.deadletterqueue\.topic\.replication\.factor/,
    )
    assert.equal(await worker.stop(), 0)
  })
})
