import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ReaderOptions, type Start, TopicReader } from '../../clients/kafka/index.ts'
import { addPartitions, createTopic, deleteRecords, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consumerOptions } from './support/consume.ts'

const host = { log: { debug() {}, info() {}, warn() {}, error() {} }, retrying() {} }

const opens = (wanted: ReaderOptions): Promise<TopicReader> => TopicReader.open(wanted, host)

/** So many values of each partition, in their order. */
const read = async (reader: TopicReader, count: number): Promise<Record<string, string[]>> => {
  const values: Record<string, string[]> = {}
  let left = count
  for await (const batch of reader.read(AbortSignal.timeout(30_000))) {
    const found = batch.records.map(({ value }) => Buffer.from(value ?? []).toString())
    ;(values[batch.partition] ??= []).push(...found)
    batch.release(true)
    left -= found.length
    if (left <= 0) break
  }
  await reader.close()
  return values
}

describe('reading a topic without a group', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let broker = ''
  before(async () => {
    stack = await joinStack(['kafka'])
    broker = stack.addresses.kafka.plaintext
  })
  after(() => stack?.leave())

  const options = (topic: string, from: ReaderOptions['from'], brokers = [broker]): ReaderOptions => ({
    connection: consumerOptions({ brokers, group: '', topic }).connection,
    topic,
    from,
    isolation: 'read_uncommitted',
  })

  /** Six values, 'a' to 'f', in turn in each of the partitions. */
  const topicOf = async (partitions: number): Promise<string> => {
    const topic = uniqueName('reader')
    await createTopic(broker, { topic, partitions })
    await produce(
      broker,
      topic,
      ['a', 'b', 'c', 'd', 'e', 'f'].map((value, index) => ({ value, partition: index % partitions })),
    )
    return topic
  }

  it('reads every partition from its beginning, and says where each ends', async () => {
    const topic = await topicOf(2)
    const reader = await opens(options(topic, 'earliest'))
    assert.deepEqual(reader.partitions, [
      { partition: 0, start: 0n, end: 3n },
      { partition: 1, start: 0n, end: 3n },
    ])
    assert.deepEqual(await read(reader, 6), { [`${topic}/0`]: ['a', 'c', 'e'], [`${topic}/1`]: ['b', 'd', 'f'] })
  })

  it('reads only what is written from then on, where it begins at the end', async () => {
    const topic = await topicOf(1)
    const reader = await opens(options(topic, 'latest'))
    await produce(broker, topic, [{ value: 'g' }])
    assert.deepEqual(await read(reader, 1), { [`${topic}/0`]: ['g'] })
  })

  it('reads only the partitions that are named, each from its place', async () => {
    const topic = await topicOf(3)
    const from = new Map<number, Start>([
      [2, 1n],
      [0, 'earliest'],
    ])
    const reader = await opens(options(topic, from))
    assert.deepEqual(await read(reader, 3), { [`${topic}/0`]: ['a', 'd'], [`${topic}/2`]: ['f'] })
  })

  it('says what is not there: a topic, a partition, an offset, or one that was deleted', async () => {
    const topic = await topicOf(1)
    await assert.rejects(opens(options('no-such', 'earliest')), /^ConnectError: There is no topic no-such/)
    await assert.rejects(opens(options(topic, new Map([[1, 0n]]))), /no partition 1 of topic .*: there is only 0/)
    await assert.rejects(opens(options(topic, new Map([[0, 7n]]))), /no offset 7 in .*\/0, which holds 0 to 5/)
    await deleteRecords(broker, topic, [{ partition: 0, offset: 4n }])
    await assert.rejects(opens(options(topic, new Map([[0, 3n]]))), /no offset 3 in .*\/0, which holds 4 to 5/)
    await addPartitions(broker, topic, 2)
    await assert.rejects(opens(options(topic, new Map([[1, 1n]]))), /which is empty and goes on at 0/)
  })

  it('tries each of the brokers once, and says so where none answers', async () => {
    const topic = await topicOf(1)
    const closed = '127.0.0.1:1'
    const reader = await opens(options(topic, 'earliest', [closed, broker]))
    await reader.close()
    await assert.rejects(opens(options(topic, 'earliest', [closed])), {
      code: 'SOURCE_UNAVAILABLE',
      message: /^Cannot use Kafka at 127\.0\.0\.1:1: .*ECONNREFUSED/,
    })
  })

  it('reads more than it may hold, as what it gave out is let go', async () => {
    const topic = uniqueName('reader')
    await createTopic(broker, { topic, partitions: 1 })
    const value = Buffer.alloc(2 ** 19, 'x')
    for (let request = 0; request < 10; request++)
      await produce(
        broker,
        topic,
        Array.from({ length: 10 }, () => ({ value })),
      )
    const reader = await opens(options(topic, 'earliest'))
    assert.equal((await read(reader, 100))[`${topic}/0`]?.length, 100)
  })
})
