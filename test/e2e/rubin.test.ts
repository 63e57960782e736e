import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { crc32 } from 'node:zlib'
import { createSubscription, createTopic, type PulledMessage, pull } from '@psconnect/client-pubsub/admin'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'

const count = 5000
const project = 'test-project'

interface Received {
  readonly crc32: number
  readonly attributes: Readonly<Record<string, string>>
}

describe('the Rubin deployment’s files', { skip: cannotStart(['kafka', 'pubsub']) }, () => {
  let stack: JoinedStack<'kafka' | 'pubsub'>
  let alerts: AlertsTopic
  before(async () => {
    stack = await joinStack(['kafka', 'pubsub'])
    alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    await alerts.produce(count)
  })
  after(() => stack?.leave())

  /** What stands in the deployment's own copy, with the broker's address and user replaced, as its startup script does. */
  const ours = (text: string, listener: 'saslPlaintext' | 'saslSsl', group: string) =>
    text
      .replaceAll('usdf-alert-stream-dev.lsst.cloud:9094', stack.addresses.kafka[listener])
      .replaceAll('username="pittgoogle-idfint"', `username="${stack.addresses.kafka.username}"`)
      .replaceAll('pittgoogle-idfint-kafka-pubsub-connector', group)

  /** Runs the pair until all has arrived at a topic of its own; gives what arrived by its place in Kafka, and how much came twice. */
  const run = async (files: readonly (readonly [string, string])[]) => {
    const topic = uniqueName('alerts')
    const emulator = { project, emulator: stack.addresses.pubsub }
    await createTopic(emulator, topic)
    await createSubscription(emulator, { topic, subscription: topic })
    const received = new Map<string, Received>()
    const ids = new Set<string>()
    const done = new AbortController()
    const take = ({ id, data, attributes }: PulledMessage) => {
      ids.add(id)
      const place = `${attributes['kafka.topic']}/${attributes['kafka.partition']}/${attributes['kafka.offset']}`
      received.set(place, { crc32: crc32(data), attributes })
      if (received.size === count) done.abort()
    }
    const env = {
      PUBSUB_EMULATOR_HOST: stack.addresses.pubsub,
      KAFKA_PASSWORD: stack.addresses.kafka.password,
      KAFKA_TOPIC: alerts.topic,
      PS_TOPIC: topic,
      PROJECT_ID: project,
    }
    const worker = await ConnectWorker.start({ files, env })
    const limit = setTimeout(() => done.abort(), 120_000)
    await pull(emulator, topic, { take, signal: done.signal })
    clearTimeout(limit)
    assert.equal(received.size, count, `after two minutes; ${JSON.stringify(worker.status)}`)
    assert.equal(await worker.stop(), 0)
    // The emulator keeps everything in memory until it is told to forget it.
    for (const what of ['subscriptions', 'topics'])
      await fetch(`http://${stack.addresses.pubsub}/v1/projects/${project}/${what}/${topic}`, { method: 'DELETE' })
    return { received, messages: ids.size, worker }
  }

  const checkAll = ({ received, messages, worker }: Awaited<ReturnType<typeof run>>) => {
    assert.deepEqual(
      alerts.differences(place => received.get(place)?.crc32),
      [],
    )
    assert.equal(messages, count)
    const names = ['kafka.offset', 'kafka.partition', 'kafka.timestamp', 'kafka.topic']
    for (const { attributes } of received.values()) {
      assert.deepEqual(Object.keys(attributes).toSorted(), names)
      assert.ok(Math.abs(Number(attributes['kafka.timestamp']) - Date.now()) < 3_600_000)
    }
    const shown = JSON.stringify(worker.log) + worker.stderr
    assert.ok(!shown.includes(stack.addresses.kafka.password), 'the password is shown')
  }

  it('carry 5,000 alerts over SASL_PLAINTEXT with SCRAM-SHA-512, byte for byte, with where they came from', async () => {
    const worker = readFileSync('configs/rubin/worker.properties', 'utf8')
    const connector = readFileSync('configs/rubin/connector.properties', 'utf8')
    checkAll(
      await run([
        ['worker.properties', ours(worker, 'saslPlaintext', uniqueName('group'))],
        ['connector.properties', connector],
      ]),
    )
  })

  it('do the same written as YAML', async () => {
    const worker = `
bootstrap.servers: ${stack.addresses.kafka.saslPlaintext}
offset.storage.file.filename: /tmp/connect.offsets
key.converter: org.apache.kafka.connect.converters.ByteArrayConverter
value:
  converter: org.apache.kafka.connect.converters.ByteArrayConverter
consumer:
  group.id: ${uniqueName('group')}
  auto.offset.reset: earliest
  security.protocol: SASL_PLAINTEXT
  sasl:
    mechanism: SCRAM-SHA-512
    jaas.config: >-
      org.apache.kafka.common.security.scram.ScramLoginModule required
      username="${stack.addresses.kafka.username}" password="\${env:KAFKA_PASSWORD}";
`
    const connector = `
name: ps-sink-connector
connector.class: com.google.pubsub.kafka.sink.CloudPubSubSinkConnector
tasks.max: 1
topics: ['\${env:KAFKA_TOPIC}']
cps:
  topic: \${env:PS_TOPIC}
  project: \${env:PROJECT_ID}
metadata.publish: true
`
    checkAll(
      await run([
        ['worker.yaml', worker],
        ['connector.yaml', connector],
      ]),
    )
  })

  it('do the same over SASL_SSL', async () => {
    const worker = readFileSync('configs/rubin/worker.properties', 'utf8')
    const connector = readFileSync('configs/rubin/connector.properties', 'utf8')
    const { caFile } = stack.addresses.kafka
    const encrypted = ours(worker, 'saslSsl', uniqueName('group')).replaceAll('SASL_PLAINTEXT', 'SASL_SSL')
    const trust = `\nconsumer.ssl.truststore.type=PEM\nconsumer.ssl.truststore.location=${caFile}\n`
    checkAll(
      await run([
        ['worker.properties', encrypted + trust],
        ['connector.properties', connector],
      ]),
    )
  })
})
