import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ConsumerRecord } from 'psconnect/plugin'
import type { KafkaAddress } from '../stack/kafka.ts'
import { committedOffsets, createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { type Fate, startBreakingProxy } from './support/breaking-proxy.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { consume, until } from './support/consume.ts'
import { jobFiles } from './support/job.ts'

const queueKeys = (queue: string) => [
  'errors.tolerance=all',
  `errors.deadletterqueue.topic.name=${queue}`,
  'errors.deadletterqueue.topic.replication.factor=1',
]
const inText = ['key', 'value', 'header'].map(
  part => `${part}.converter=org.apache.kafka.connect.storage.StringConverter`,
)
/** What is no UTF-8. */
const broken = Buffer.from([0xff, 0xfe])
const produceKey = 0
const headersOf = ({ headers }: ConsumerRecord) => headers.map(({ key, value }) => [key, value && String(value)])

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

  /** As the deployment's files: the login stands there without a prefix and for consumers, and nothing is said of producers. */
  const start = (topic: string, group: string, connector: readonly string[]) =>
    ConnectWorker.start({
      files: jobFiles({
        topic,
        group,
        kafka,
        worker: [
          'listeners=',
          'security.protocol=SASL_PLAINTEXT',
          'sasl.mechanism=SCRAM-SHA-512',
          `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${kafka.username}" password="${kafka.password}";`,
        ],
        connector,
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
  const letters = (queue: string) => consume({ brokers: [kafka.plaintext], group: uniqueName('reader'), topic: queue })
  const committed = async (group: string, topic: string) =>
    (await committedOffsets(kafka.plaintext, group, topic))[0]?.offset ?? 0n

  it('of every stage, each with its bytes and where and why it failed', async () => {
    const [topic, group, queue] = [uniqueName('stages'), uniqueName('group'), uniqueName('lost')]
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
    const worker = await start(topic, group, [
      ...queueKeys(queue),
      'errors.deadletterqueue.context.headers.enable=true',
      ...inText,
      'transforms=number',
      'transforms.number.type=org.apache.kafka.connect.transforms.Cast$Value',
      'transforms.number.spec=int32',
    ])
    await worker.says(/is RUNNING/)
    const reading = letters(queue)
    await until(() => reading.records.length === 5)
    while ((await server.missing({ topic, partition: 0, from: 0, to: 7 })).join() !== '1,2,3,4,5')
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    await reading.close()
    assert.equal(await committed(group, topic), 7n)

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

  it('are waited for while they cannot be written, and nothing behind them is committed', async () => {
    const [topic, group, queue] = [uniqueName('outage'), uniqueName('group'), uniqueName('lost')]
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: 'good' }, { value: broken }, { value: 'good' }])
    let fate: Fate = 'reset'
    const proxy = await startBreakingProxy(kafka.saslPlaintext, key => (key === produceKey ? fate : 'pass'), {
      alone: true,
    })
    const worker = await start(topic, group, [
      ...queueKeys(queue),
      ...inText,
      `producer.override.bootstrap.servers=${proxy.address}`,
    ])
    await worker.says(new RegExp(`Cannot write to the topic ${queue}`))
    while ((await server.missing({ topic, partition: 0, from: 0, to: 3 })).join() !== '1')
      await new Promise(resolve => setTimeout(resolve, 50))
    // Offsets are committed every second.
    await new Promise(resolve => setTimeout(resolve, 1_500))
    assert.equal(await committed(group, topic), 0n)

    fate = 'pass'
    const reading = letters(queue)
    await until(() => reading.records.length === 1)
    while ((await committed(group, topic)) < 3n) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    await reading.close()
    proxy.stop()
    assert.deepEqual(reading.records[0]?.value, broken)
    assert.deepEqual(await server.missing({ topic, partition: 0, from: 0, to: 3 }), [1])
  })

  it('that are nowhere to be put keep a task from reading, until they are', async () => {
    const [topic, group, queue] = [uniqueName('later'), uniqueName('group'), uniqueName('lost')]
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: 'good' }, { value: broken }])
    let fate: Fate = 'end'
    const proxy = await startBreakingProxy(kafka.saslPlaintext, () => fate)
    const worker = await start(topic, group, [
      ...queueKeys(queue),
      ...inText,
      `producer.override.bootstrap.servers=${proxy.address}`,
    ])
    await worker.says(new RegExp(`Cannot write to the topic ${queue}`))
    assert.deepEqual(await server.missing({ topic, partition: 0, from: 0, to: 2 }), [0, 1])

    fate = 'pass'
    await worker.says(new RegExp(`Cannot write to the topic ${queue}: no longer so`))
    const reading = letters(queue)
    await until(() => reading.records.length === 1)
    assert.equal(await worker.stop(), 0)
    await reading.close()
    proxy.stop()
    assert.equal(await committed(group, topic), 2n)
  })

  it('are not lost when the worker is killed', async () => {
    const [topic, group, queue] = [uniqueName('killed'), uniqueName('group'), uniqueName('lost')]
    const count = 12_000
    const places = Array.from({ length: count }, (_, offset) => offset)
    const odd = (offset: number) => offset % 3 === 1
    await createTopic(kafka.plaintext, { topic })
    await createTopic(kafka.plaintext, { topic: queue })
    const good = Buffer.alloc(1_000, 'A')
    const messages = places.map(offset => ({ value: odd(offset) ? broken : good }))
    for (let from = 0; from < count; from += 4_000)
      await produce(kafka.plaintext, topic, messages.slice(from, from + 4_000))
    const reading = letters(queue)
    await until(() => reading.assigned !== undefined)
    const keys = [...queueKeys(queue), ...inText, 'errors.deadletterqueue.context.headers.enable=true']
    const session = ['session.timeout.ms=6000', 'heartbeat.interval.ms=1000'].map(key => `consumer.override.${key}`)
    const first = await start(topic, group, [...keys, ...session])
    await until(() => reading.records.length > 0)
    first.kill('SIGKILL')
    await first.exited
    assert.ok((await committed(group, topic)) < BigInt(count))

    const second = await start(topic, group, [...keys, ...session])
    while ((await committed(group, topic)) < BigInt(count)) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await second.stop(), 0)
    const lost = places.filter(odd)
    await until(() => new Set(reading.records.map(offsetIn)).size === lost.length)
    await reading.close()
    assert.deepEqual(
      [...new Set(reading.records.map(offsetIn))].toSorted((a, b) => a - b),
      lost,
    )
    assert.deepEqual(await server.missing({ topic, partition: 0, from: 0, to: count }), lost)
  })

  it('that are too large for the topic go there without their values', async () => {
    const [topic, group, queue] = [uniqueName('large'), uniqueName('group'), uniqueName('lost')]
    await createTopic(kafka.plaintext, { topic })
    await createTopic(kafka.plaintext, { topic: queue, settings: { 'max.message.bytes': '20000' } })
    const large = (bytes: number) => Buffer.concat([broken, Buffer.alloc(bytes)])
    // The last two are more than what is sent at all.
    const sizes = [10, 30_000, 10, 900_000, 1_048_576 * 0.9]
    await produce(
      kafka.plaintext,
      topic,
      sizes.map(bytes => ({ key: 'key', value: large(bytes) })),
    )
    const worker = await start(topic, group, [
      ...queueKeys(queue),
      'value.converter=string',
      'producer.override.max.request.size=500000',
    ])
    const reading = letters(queue)
    await until(() => reading.records.length === 5)
    while ((await committed(group, topic)) < 5n) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    await reading.close()
    const whole = reading.records.filter(({ value }) => value !== null)
    const cut = reading.records.filter(({ value }) => value === null)
    assert.deepEqual(
      whole.map(({ value, headers }) => [value, headers]),
      [0, 1].map(() => [large(10), []]),
    )
    assert.deepEqual(
      cut.map(letter => [String(letter.key), offsetIn(letter), headersOf(letter).at(-1)]).toSorted(),
      [1, 3, 4].map(offset => ['key', offset, ['__connect.errors.value.dropped', 'true']]),
    )
  })

  it('are written before the task fails where errors are not tolerated, and the record is read again', async () => {
    const [topic, group, queue] = [uniqueName('strict'), uniqueName('group'), uniqueName('lost')]
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: broken }])
    const worker = await start(topic, group, [...queueKeys(queue), ...inText, 'errors.tolerance=none'])
    await worker.says(/task has failed: .*offset 0: the value converter refused the record/)
    const reading = letters(queue)
    await until(() => reading.records.length === 1)
    assert.equal(await worker.stop(), 0)
    await reading.close()
    assert.equal(await committed(group, topic), 0n)
  })

  it('in a topic that cannot be created fail the task, saying which key to change', async () => {
    const topic = uniqueName('few-brokers')
    await createTopic(kafka.plaintext, { topic })
    const worker = await start(topic, uniqueName('group'), [`errors.deadletterqueue.topic.name=${uniqueName('lost')}`])
    const { message } = await worker.says(/task has failed/)
    assert.match(
      message,
      /not enough brokers for a replication factor of 3\. Set errors\.deadletterqueue\.topic\.replication\.factor/,
    )
    assert.equal(await worker.stop(), 0)
  })
})

/** Of the record that a dead letter was. */
const offsetIn = (letter: ConsumerRecord): number =>
  Number(headersOf(letter).find(([key]) => key === '__connect.errors.offset')?.[1])
