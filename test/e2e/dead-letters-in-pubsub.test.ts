import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { committedOffsets, createTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { EmulatedTopic } from './support/emulated-topic.ts'
import { jobFiles } from './support/job.ts'

/** What is no UTF-8. */
const broken = Buffer.from([0xff, 0xfe])

describe('dead letters in a Pub/Sub topic', { skip: cannotStart(['kafka', 'pubsub']) }, () => {
  let stack: JoinedStack<'kafka' | 'pubsub'>
  before(async () => {
    stack = await joinStack(['kafka', 'pubsub'])
  })
  after(() => stack?.leave())

  /** Writes these to Kafka, each in a request of its own, and gives what arrives, by its place: good ones, and dead letters. */
  const carry = async (messages: readonly { key?: string; value: string | Buffer }[], bad: number) => {
    const { kafka, pubsub } = stack.addresses
    const [topic, group] = [uniqueName('letters'), uniqueName('group')]
    await createTopic(kafka.plaintext, { topic, settings: { 'max.message.bytes': '16000000' } })
    for (const message of messages) await produce(kafka.plaintext, topic, [{ ...message, headers: { survey: 'LSST' } }])
    const [stored, lost] = [await EmulatedTopic.create(pubsub), await EmulatedTopic.create(pubsub)]
    const connector = [
      `cps.topic=${stored.topic}`,
      'value.converter=org.apache.kafka.connect.storage.StringConverter',
      'errors.tolerance=all',
      `errors.deadletterqueue.topic.name=pubsub:${lost.topic}`,
      'errors.deadletterqueue.context.headers.enable=true',
    ]
    const files = jobFiles({ topic, group, kafka, worker: ['listeners='], connector })
    const worker = await ConnectWorker.start({ files, env: { PUBSUB_EMULATOR_HOST: pubsub } })
    const [good, letters] = [new Map<string, string>(), new Map<string, Letter>()]
    await stored.receive(messages.length - bad, ({ data }, place) => good.set(place, Buffer.from(data).toString()))
    await lost.receive(bad, ({ data, attributes }, place) =>
      letters.set(place, { data: Buffer.from(data), attributes }),
    )
    assert.equal(await worker.stop(), 0)
    const [committed] = await committedOffsets(kafka.plaintext, group, topic)
    assert.equal(committed?.offset, BigInt(messages.length))
    for (const target of [stored, lost]) await target.forget()
    return { topic, good, letters: [...letters].toSorted(byPlace).map(([, letter]) => letter) }
  }

  it('have their bytes, their place and their reason; what is too large goes without its value', async () => {
    const { topic, good, letters } = await carry(
      [
        { value: 'good' },
        { key: 'k', value: broken },
        { key: 'x'.repeat(1_025), value: 'y' },
        { key: 'large', value: Buffer.alloc(11_000_000, 'z') },
        { value: 'good too' },
      ],
      3,
    )
    assert.deepEqual([...good.values()].toSorted(), ['good', 'good too'])
    assert.deepEqual(
      letters.map(({ data }) => data),
      [broken, Buffer.from('y'), Buffer.alloc(0)],
    )
    assert.deepEqual(valuesOf(letters, 'key'), ['k', undefined, 'large'])
    assert.deepEqual(valuesOf(letters, 'survey'), ['LSST', 'LSST', 'LSST'])
    assert.deepEqual(valuesOf(letters, '__connect.errors.topic'), [topic, topic, topic])
    assert.deepEqual(valuesOf(letters, '__connect.errors.offset'), ['1', '2', '3'])
    assert.deepEqual(valuesOf(letters, '__connect.errors.stage'), ['VALUE_CONVERTER', 'TASK_PUT', 'TASK_PUT'])
    assert.deepEqual(valuesOf(letters, '__connect.errors.value.dropped'), [undefined, undefined, 'true'])
    const reasons = valuesOf(letters, '__connect.errors.exception.message')
    assert.match(reasons[1] ?? '', /^it cannot be published: its key cannot be an attribute/)
    assert.match(reasons[2] ?? '', /^it takes 110\d+ bytes as a message/)
    for (const { attributes } of letters)
      for (const text of Object.values(attributes)) assert.ok(Buffer.byteLength(text) <= 1_024)
  })

  it('that does not exist fail the task, saying which key names it', async () => {
    const { kafka, pubsub } = stack.addresses
    const connector = ['errors.deadletterqueue.topic.name=pubsub:nowhere']
    const job = { topic: uniqueName('none'), group: uniqueName('group'), kafka, worker: ['listeners='], connector }
    const worker = await ConnectWorker.start({ files: jobFiles(job), env: { PUBSUB_EMULATOR_HOST: pubsub } })
    const { message } = await worker.says(/task has failed/)
    assert.match(message, /queue pubsub:nowhere \(errors\.deadletterqueue\.topic\.name\) cannot be used: .*NOT_FOUND/)
    assert.equal(await worker.stop(), 0)
  })
})

interface Letter {
  readonly data: Buffer
  readonly attributes: Readonly<Record<string, string>>
}

const byPlace = ([one]: readonly [string, Letter], [other]: readonly [string, Letter]): number =>
  one.localeCompare(other)

const valuesOf = (letters: readonly Letter[], name: string) => letters.map(({ attributes }) => attributes[name])
