import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ProducerOptions, TopicProducer } from '@psconnect/client-kafka'
import { connectionOptions } from '../../clients/kafka/index.ts'
import { defaultClientConfig } from '../fixtures/client-config.ts'
import { allow, createTopic, endOffsets } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { type Fate, startBreakingProxy } from './support/breaking-proxy.ts'
import { consume, until } from './support/consume.ts'

const record = (value: string | Buffer | null, timestamp = 1_700_000_000_000n) => ({
  timestamp,
  key: null,
  value: value === null ? null : Buffer.from(value),
  headers: [],
})
const produceKey = 0

describe('a producer of one topic', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let broker: string
  before(async () => {
    stack = await joinStack(['kafka'])
    broker = stack.addresses.kafka.plaintext
  })
  after(() => stack?.leave())

  const open = async (differs: Partial<ProducerOptions> & { readonly at?: string }) => {
    const life = new AbortController()
    const told = { held: 0, resent: 0, stored: 0, trouble: null as string | null }
    const producer = await TopicProducer.open(
      {
        connection: connectionOptions({ ...defaultClientConfig, 'bootstrap.servers': [differs.at ?? broker] }),
        topic: uniqueName('produced'),
        replicationFactor: 1,
        maxRequestBytes: 1_048_576,
        ...differs,
      },
      {
        log: { debug() {}, info() {}, warn() {}, error() {} },
        signal: life.signal,
        hold(bytes) {
          told.held += bytes
          return { resize() {}, release: () => (told.held -= bytes) }
        },
        resent(records) {
          told.resent += records
        },
        requested({ records, stored }) {
          if (stored) told.stored += records
        },
        retrying(reason) {
          told.trouble = reason
        },
      },
    )
    return { producer, told, abort: () => life.abort(new Error('over')) }
  }
  const written = async (topic: string) => {
    const [end] = await endOffsets(broker, topic)
    return Number(end?.offset)
  }

  it('creates it, writes in order, and gives its memory back', async () => {
    const topic = uniqueName('made')
    const { producer, told } = await open({ topic })
    const texts = Array.from({ length: 2_000 }, (_, index) => `${index}`.padEnd(2_000, ' '))
    await Promise.all(texts.map(text => producer.send(record(text))))
    await producer.close()

    const reading = consume({ brokers: [broker], group: uniqueName('reader'), topic })
    await until(() => reading.values.length === texts.length)
    await reading.close()
    assert.deepEqual(reading.values, texts)
    assert.deepEqual(told, { held: 0, resent: 0, stored: 2_000, trouble: null })
  })

  it('finds those that the topic refuses among many, and writes the others', async () => {
    const topic = uniqueName('picky')
    await createTopic(broker, { topic, settings: { 'max.message.bytes': '100000' } })
    const { producer } = await open({ topic })
    const inAYear = BigInt(Date.now() + 365 * 24 * 3_600_000)
    const records = Array.from({ length: 100 }, (_, index) => record(`${index}`))
    records[33] = record(Buffer.alloc(200_000))
    records[66] = record('too early', inAYear)
    records[99] = record(Buffer.alloc(1_048_576))
    const outcomes = await Promise.allSettled(records.map(each => producer.send(each)))
    await producer.close()

    const refusals = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [[index, outcome.reason.code, outcome.reason.message]] : [],
    )
    const why = `the topic ${topic} cannot take the record`
    assert.deepEqual(
      refusals.map(([index, code]) => [index, code]),
      [33, 66, 99].map(index => [index, 'RECORD_REFUSED']),
    )
    assert.ok(String(refusals[0]?.[2]).startsWith(`${why}: the broker answers MESSAGE_TOO_LARGE`))
    assert.ok(String(refusals[1]?.[2]).startsWith(`${why}: the broker answers INVALID_TIMESTAMP`))
    assert.ok(String(refusals[2]?.[2]).endsWith('are more than max.request.size, which is 1048576'))
    assert.equal(await written(topic), 97)
  })

  it('goes on trying while it cannot write, and counts what may be there twice', async () => {
    let fate: Fate = 'reset'
    const proxy = await startBreakingProxy(broker, key => (key === produceKey ? fate : 'pass'), { alone: true })
    const { producer, told } = await open({ at: proxy.address })
    const sent = producer.send(record('one'))
    await until(() => told.trouble?.startsWith('Cannot write to the topic') === true)
    fate = 'pass'
    await sent
    assert.equal(told.trouble, null)
    assert.ok(told.resent > 0)
    await producer.close()
    proxy.stop()
  })

  it('ends at once when it is told to, and refuses what it has not written', async () => {
    const proxy = await startBreakingProxy(broker, key => (key === produceKey ? 'swallow' : 'pass'), { alone: true })
    const { producer, abort } = await open({ at: proxy.address })
    const sent = [producer.send(record('one')), producer.send(record('two'))]
    abort()
    for (const each of sent) await assert.rejects(each, { message: 'over' })
    await assert.rejects(producer.send(record('three')), { message: 'over' })
    await producer.close()
    proxy.stop()
  })

  it('writes to all partitions of a topic that has several', async () => {
    const topic = uniqueName('wide')
    await createTopic(broker, { topic, partitions: 3 })
    const { producer } = await open({ topic })
    for (let index = 0; index < 6; index++) await producer.send(record(`${index}`))
    await producer.close()
    assert.deepEqual(
      (await endOffsets(broker, topic)).map(({ offset }) => offset),
      [2n, 2n, 2n],
    )
  })

  it('says what is to be allowed where it may not write', async () => {
    const { saslPlaintext, username, password } = stack.addresses.kafka
    const connection = {
      ...connectionOptions({ ...defaultClientConfig, 'bootstrap.servers': [saslPlaintext] }),
      sasl: { mechanism: 'scram-sha-512', username, password },
    }
    const topic = uniqueName('forbidden')
    await createTopic(broker, { topic })
    await allow(broker, topic, { user: 'somebody', to: 'WRITE' })
    await assert.rejects(open({ connection, topic }), {
      code: 'SINK_FAILED',
      message: `Cannot look up the topic ${topic}: this user may not see it: ask for DESCRIBE and WRITE on it.`,
    })

    await allow(broker, topic, { user: username, to: 'DESCRIBE' })
    const { producer } = await open({ connection, topic })
    await assert.rejects(producer.send(record('one')), {
      code: 'SINK_FAILED',
      message: `Cannot write to the topic ${topic}: this user may not. Ask for WRITE on it.`,
    })
    await producer.close()
  })

  it('says why it cannot write where the login is refused', async () => {
    const { saslPlaintext, username } = stack.addresses.kafka
    const connection = {
      ...connectionOptions({ ...defaultClientConfig, 'bootstrap.servers': [saslPlaintext] }),
      sasl: { mechanism: 'scram-sha-512', username, password: 'wrong' },
    }
    await assert.rejects(open({ connection, topic: 'lost' }), {
      code: 'SINK_FAILED',
      message: /^Cannot write to the topic lost: the brokers refused the login/,
    })
  })
})
