import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createSubscription, createTopic, type PubSubMessage, pull } from '@psconnect/client-pubsub/admin'
import * as kafkaTopics from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { until } from './support/consume.ts'
import { jobFiles } from './support/job.ts'

const broken = Buffer.from([0xff, 0xfe])

describe('dead letters in Pub/Sub', { skip: cannotStart(['kafka', 'pubsub']) }, () => {
  let stack: JoinedStack<'kafka' | 'pubsub'>
  let plaintext: string
  before(async () => {
    stack = await joinStack(['kafka', 'pubsub'])
    plaintext = stack.addresses.kafka.plaintext
  })
  after(() => stack?.leave())

  /** Topics of a project of its own, and what arrives in that of dead letters. */
  const setUp = async () => {
    const place = { project: uniqueName('project'), emulator: stack.addresses.pubsub }
    for (const topic of ['alerts', 'lost']) {
      await createTopic(place, topic)
      await createSubscription(place, { topic, subscription: topic })
    }
    const stop = new AbortController()
    const letters: PubSubMessage[] = []
    const alerts: PubSubMessage[] = []
    const pulling = [
      pull(place, 'lost', { take: message => void letters.push(message), signal: stop.signal }),
      pull(place, 'alerts', { take: message => void alerts.push(message), signal: stop.signal }),
    ]
    const close = async () => {
      stop.abort()
      await Promise.all(pulling)
    }
    return { project: place.project, letters, alerts, close }
  }
  const start = (project: string, topic: string, group: string) =>
    ConnectWorker.start({
      files: jobFiles({
        topic,
        group,
        kafka: stack.addresses.kafka,
        worker: ['listeners='],
        connector: [
          `cps.project=${project}`,
          'value.converter=string',
          'errors.tolerance=all',
          'errors.deadletterqueue.topic.name=pubsub:lost',
        ],
      }),
      env: { PUBSUB_EMULATOR_HOST: stack.addresses.pubsub },
    })

  it('have their bytes, their headers, and where and why they failed', async () => {
    const { project, letters, alerts, close } = await setUp()
    const [topic, group] = [uniqueName('pubsub'), uniqueName('group')]
    await kafkaTopics.createTopic(plaintext, { topic })
    await kafkaTopics.produce(plaintext, topic, [
      { value: 'good' },
      { key: 'key', value: broken, headers: { of: 'text' } },
    ])
    const worker = await start(project, topic, group)
    await until(() => letters.length === 1 && alerts.length === 1)
    assert.equal(await worker.stop(), 0)
    await close()

    const [letter] = letters
    assert.deepEqual(Buffer.from(letter?.data ?? []), broken)
    const attributes = { ...letter?.attributes }
    const said = (name: string) => attributes[`__connect.errors.${name}`]
    assert.equal(attributes['key'], 'key')
    assert.equal(attributes['of'], 'text')
    assert.equal(attributes['kafka.offset'], '1')
    assert.equal(said('topic'), topic)
    assert.equal(said('offset'), '1')
    assert.equal(said('stage'), 'VALUE_CONVERTER')
    assert.match(said('exception.message') ?? '', /not UTF-8/)
    assert.ok(Buffer.byteLength(said('exception.stacktrace') ?? '') <= 1_024)
    assert.deepEqual(await kafkaTopics.committedOffsets(plaintext, group, topic), [{ partition: 0, offset: 2n }])
  })

  it('that Pub/Sub finds too large go there without their values', async () => {
    const { project, letters, close } = await setUp()
    const [topic, group] = [uniqueName('pubsub-large'), uniqueName('group')]
    await kafkaTopics.createTopic(plaintext, { topic, settings: { 'max.message.bytes': '16000000' } })
    await kafkaTopics.produce(plaintext, topic, [{ value: Buffer.concat([broken, Buffer.alloc(11_000_000)]) }])
    const worker = await start(project, topic, group)
    await until(() => letters.length === 1)
    assert.equal(await worker.stop(), 0)
    await close()

    assert.equal(letters[0]?.data.length, 0)
    assert.equal(letters[0]?.attributes['__connect.errors.value.dropped'], 'true')
    assert.equal(letters[0]?.attributes['__connect.errors.topic'], topic)
    assert.deepEqual(await kafkaTopics.committedOffsets(plaintext, group, topic), [{ partition: 0, offset: 1n }])
  })
})
