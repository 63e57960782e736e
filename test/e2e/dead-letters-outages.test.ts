import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { KafkaAddress } from '../stack/kafka.ts'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { type Fate, startBreakingProxy } from './support/breaking-proxy.ts'
import { until } from './support/consume.ts'
import { broken, DeadLetterJob, inText, offsetIn, queueKeys, withContext } from './support/dead-letters.ts'

/** In Kafka's protocol. */
const produceKey = 0
const odd = (offset: number): boolean => offset % 3 === 1

describe('dead letters', { skip: cannotStart(['kafka']) }, () => {
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

  it('are waited for while they cannot be written, and nothing behind them is committed', async () => {
    const job = new DeadLetterJob(kafka, server)
    const { topic, queue } = job
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: 'good' }, { value: broken }, { value: 'good' }])
    let fate: Fate = 'reset'
    const proxy = await startBreakingProxy(kafka.saslPlaintext, key => (key === produceKey ? fate : 'pass'), {
      alone: true,
    })
    const worker = await job.start([
      ...queueKeys(queue),
      ...inText,
      `producer.override.bootstrap.servers=${proxy.address}`,
    ])
    await worker.says(new RegExp(`Cannot write to the topic ${queue}`))
    await job.missingOnly([1], 3)
    // Offsets are committed every second.
    await new Promise(resolve => setTimeout(resolve, 1_500))
    assert.equal(await job.committed(), 0)

    fate = 'pass'
    const reading = job.letters()
    await until(() => reading.records.length === 1)
    await job.committedAll(3)
    assert.equal(await worker.stop(), 0)
    await reading.close()
    proxy.stop()
    assert.deepEqual(reading.records[0]?.value, broken)
    assert.deepEqual(await job.missing(3), [1])
  })

  it('that are nowhere to be put keep a task from reading, until they are', async () => {
    const job = new DeadLetterJob(kafka, server)
    const { topic, queue } = job
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: 'good' }, { value: broken }])
    let fate: Fate = 'end'
    const proxy = await startBreakingProxy(kafka.saslPlaintext, () => fate)
    const worker = await job.start([
      ...queueKeys(queue),
      ...inText,
      `producer.override.bootstrap.servers=${proxy.address}`,
    ])
    await worker.says(new RegExp(`Cannot write to the topic ${queue}`))
    assert.deepEqual(await job.missing(2), [0, 1])

    fate = 'pass'
    await worker.says(new RegExp(`Cannot write to the topic ${queue}: no longer so`))
    const reading = job.letters()
    await until(() => reading.records.length === 1)
    assert.equal(await worker.stop(), 0)
    await reading.close()
    proxy.stop()
    assert.equal(await job.committed(), 2)
  })

  it('are not lost when the worker is killed', async () => {
    const job = new DeadLetterJob(kafka, server)
    const { topic, queue } = job
    const count = 12_000
    const places = Array.from({ length: count }, (_, offset) => offset)
    await createTopic(kafka.plaintext, { topic })
    await createTopic(kafka.plaintext, { topic: queue })
    const good = Buffer.alloc(1_000, 'A')
    const messages = places.map(offset => ({ value: odd(offset) ? broken : good }))
    for (let from = 0; from < count; from += 4_000)
      await produce(kafka.plaintext, topic, messages.slice(from, from + 4_000))
    const reading = job.letters()
    await until(() => reading.assigned !== undefined)
    const keys = [...queueKeys(queue), ...inText, withContext]
    const session = ['session.timeout.ms=6000', 'heartbeat.interval.ms=1000'].map(key => `consumer.override.${key}`)
    const first = await job.start([...keys, ...session])
    await until(() => reading.records.length > 0)
    first.kill('SIGKILL')
    await first.exited
    assert.ok((await job.committed()) < count)

    const second = await job.start([...keys, ...session])
    await job.committedAll(count)
    assert.equal(await second.stop(), 0)
    const lost = places.filter(odd)
    await until(() => new Set(reading.records.map(offsetIn)).size === lost.length)
    await reading.close()
    assert.deepEqual(
      [...new Set(reading.records.map(offsetIn))].toSorted((a, b) => a - b),
      lost,
    )
    assert.deepEqual(await job.missing(count), lost)
  })
})
