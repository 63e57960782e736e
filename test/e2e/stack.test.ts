import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs'
import { addPartitions, createTopic, deleteRecords, endOffsets, produce } from '../stack/kafka-topics.ts'
import { cannotStart } from '../stack/shared-stack.ts'
import { type Stack, startStack } from '../stack/stack.ts'
import { givenEmulator } from '../stack/tools.ts'

const kafkaWith = (config: KafkaConfig): Kafka =>
  new Kafka({ ...config, logLevel: logLevel.NOTHING, retry: { retries: 0 } })

const logIn = async (config: KafkaConfig): Promise<void> => {
  const admin = kafkaWith(config).admin()
  await admin.connect()
  await admin.disconnect()
}

const postJson = async (method: string, url: string, body: unknown): Promise<unknown> => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.equal(response.status, 200)
  return response.json()
}

describe('a local stack', { skip: cannotStart() }, () => {
  let stack: Stack
  before(async () => {
    stack = await startStack()
  })
  after(() => stack?.stop())

  for (const mechanism of ['scram-sha-512', 'scram-sha-256', 'plain'] as const) {
    it(`lets its user in with ${mechanism}, in the clear and over TLS`, async () => {
      const { saslPlaintext, saslSsl, caFile, username, password } = stack.kafka.address
      const sasl = { mechanism, username, password } as NonNullable<KafkaConfig['sasl']>
      await logIn({ brokers: [saslPlaintext], sasl })
      await logIn({ brokers: [saslSsl], sasl, ssl: { ca: readFileSync(caFile) } })
    })

    it(`refuses a wrong password with ${mechanism}`, async () => {
      const { saslPlaintext, username } = stack.kafka.address
      const sasl = { mechanism, username, password: 'wrong' } as NonNullable<KafkaConfig['sasl']>
      await assert.rejects(logIn({ brokers: [saslPlaintext], sasl }), /[Aa]uthentication/)
    })
  }

  it('is not trusted over TLS by clients that were not given its CA', async () => {
    const { saslSsl, username, password } = stack.kafka.address
    const sasl = { mechanism: 'plain', username, password } as const
    await assert.rejects(logIn({ brokers: [saslSsl], sasl, ssl: true }), /certificate/)
  })

  it('takes records of 12 MB, more partitions, and deletes what was not read', async () => {
    const broker = stack.kafka.address.plaintext
    await createTopic(broker, { topic: 'large' })
    await produce(broker, 'large', [{ value: Buffer.alloc(12_000_000) }])
    await addPartitions(broker, 'large', 2)
    await deleteRecords(broker, 'large', [{ partition: 0, offset: 1n }])
    assert.deepEqual(await endOffsets(broker, 'large'), [
      { partition: 0, offset: 1n },
      { partition: 1, offset: 0n },
    ])
  })

  it('makes no topic unasked', async () => {
    const { plaintext } = stack.kafka.address
    const producer = kafkaWith({ brokers: [plaintext] }).producer({ allowAutoTopicCreation: true })
    await producer.connect()
    await assert.rejects(producer.send({ topic: 'unasked', messages: [{ value: 'x' }] }), /does not host/)
    await producer.disconnect()
  })

  it('registers a schema and gives it back by its id', async () => {
    const schema = '"string"'
    const registered = await postJson('POST', `${stack.registry.address}/subjects/alerts-value/versions`, { schema })
    const found = await fetch(`${stack.registry.address}/schemas/ids/${(registered as { id: number }).id}`)
    assert.equal(((await found.json()) as { schema: string }).schema, schema)
  })

  it('makes Pub/Sub topics', async () => {
    const name = 'projects/test-project/topics/alerts'
    assert.deepEqual(await postJson('PUT', `http://${stack.pubsub.address}/v1/${name}`, {}), { name })
  })

  for (const how of ['stop', 'kill'] as const) {
    it(`has Kafka's records on the same ports after ${how} and start`, async () => {
      const { address } = stack.kafka
      const topic = `kept-after-${how}`
      await createTopic(address.plaintext, { topic })
      await produce(address.plaintext, topic, [{ value: 'kept' }])
      await stack.kafka[how]()
      assert.equal(await stack.kafka.answers(), false)
      await stack.kafka.start()
      assert.deepEqual(await endOffsets(address.plaintext, topic), [{ partition: 0, offset: 1n }])
      await logIn({
        brokers: [address.saslPlaintext],
        sasl: { mechanism: 'scram-sha-512', username: address.username, password: address.password },
      })
    })
  }

  it('leaves nothing behind', async () => {
    const { kafka, registry, pubsub } = stack
    await stack.stop()
    const started = givenEmulator() === undefined ? [kafka, registry, pubsub] : [kafka, registry]
    for (const service of started) assert.equal(await service.answers(), false)
    assert.equal(existsSync(dirname(kafka.logFile)), false)
  })
})
