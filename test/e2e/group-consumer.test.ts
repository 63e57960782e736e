import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { closeCluster, openCluster } from '../../clients/kafka/cluster.ts'
import { PartitionFetcher } from '../../clients/kafka/partition-fetcher.ts'
import { unknownOffset } from '../../clients/kafka/position.ts'
import { Troubles } from '../../clients/kafka/troubles.ts'
import {
  committedOffsets,
  createTopic,
  openTransaction,
  produce,
  produceInTransactions,
} from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consume, consumerOptions, lagOf, until } from './support/consume.ts'

describe('a member of a consumer group', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let broker = ''
  before(async () => {
    stack = await joinStack(['kafka'])
    broker = stack.addresses.kafka.plaintext
  })
  after(() => stack?.leave())

  const topicWith = async (partitions: number, values: readonly string[]) => {
    const topic = uniqueName('group-consumer')
    await createTopic(broker, { topic, partitions })
    if (values.length > 0)
      await produce(
        broker,
        topic,
        values.map((value, index) => ({ value, partition: index % partitions })),
      )
    return topic
  }

  it('cannot rewind a partition that another member has by now, however late it commits', async () => {
    const topic = await topicWith(2, ['a', 'b', 'c', 'd', 'e', 'f'])
    const group = uniqueName('group')
    const first = consume({ brokers: [broker], group, topic })
    await until(() => first.values.length === 6)
    const old = new Map([
      [`${topic}/0`, 1n],
      [`${topic}/1`, 1n],
    ])
    const second = consume({ brokers: [broker], group, topic })
    await until(() => first.assigned?.length === 1 && second.assigned?.length === 1)
    await until(() => second.values.length === 3)
    await second.consumer.commit(second.read)
    await first.consumer.commit(old)
    const [theirs] = second.assigned ?? []
    const partition = Number(theirs?.split('/').at(-1))
    const offsets = await committedOffsets(broker, group, topic)
    assert.equal(offsets.find(offset => offset.partition === partition)?.offset, 3n)
    await Promise.all([first.close(), second.close()])
  })

  it('reads its own topics, all of them, in a group whose other members want others', async () => {
    const group = uniqueName('group')
    const [one, two] = await Promise.all([topicWith(3, ['1', '1', '1']), topicWith(3, ['2', '2', '2'])])
    const members = [
      consume({ brokers: [broker], group, topic: one }),
      consume({ brokers: [broker], group, topic: two }),
      consume({ brokers: [broker], group, topic: two }),
    ]
    await until(() =>
      members.every(member => member.assigned !== undefined && member.assigned.length < 3 === (member !== members[0])),
    )
    await until(() => members.reduce((sum, { values }) => sum + values.length, 0) >= 6)
    assert.deepEqual(new Set(members[0]?.values), new Set(['1']))
    assert.deepEqual(new Set(members.slice(1).flatMap(({ values }) => values)), new Set(['2']))
    await Promise.all(members.map(member => member.close()))
  })

  it('commits where latest was found, so that a restart skips nothing that came meanwhile', async () => {
    const topic = await topicWith(1, ['before'])
    const group = uniqueName('group')
    const first = consume({ brokers: [broker], group, topic, policy: 'latest' })
    await until(() => lagOf(first) !== null && first.assigned !== undefined)
    await until(() => lagOf(first) === 0n)
    while ((await committedOffsets(broker, group, topic)).length === 0)
      await new Promise(resolve => setTimeout(resolve, 20))
    await first.close()
    await produce(broker, topic, [{ value: 'meanwhile' }])
    const second = consume({ brokers: [broker], group, topic, policy: 'latest' })
    await until(() => second.values.length === 1)
    assert.deepEqual(second.values, ['meanwhile'])
    await second.close()
  })

  it('reads keys, values, headers, times and nulls as they were written', async () => {
    const topic = await topicWith(1, [])
    const key = Buffer.from([0, 255])
    await produce(broker, topic, [
      { key, value: null, timestamp: '1700000000123', headers: { a: ['1', '2'], b: Buffer.alloc(0) } },
      { key: null, value: 'text', timestamp: '1700000000124' },
    ])
    const member = consume({ brokers: [broker], group: uniqueName('group'), topic })
    await until(() => member.records.length === 2)
    await member.close()
    const headers = [
      { key: 'a', value: Buffer.from('1') },
      { key: 'a', value: Buffer.from('2') },
      { key: 'b', value: Buffer.alloc(0) },
    ]
    assert.deepEqual(member.records, [
      { topic, partition: 0, offset: 0n, timestamp: 1_700_000_000_123n, key, value: null, headers },
      {
        topic,
        partition: 0,
        offset: 1n,
        timestamp: 1_700_000_000_124n,
        key: null,
        value: Buffer.from('text'),
        headers: [],
      },
    ])
  })

  it('reads behind aborted and committed transactions to the end, whatever the last records are', async () => {
    const topic = await topicWith(1, [])
    await produceInTransactions(broker, topic, [
      { value: 'kept', end: 'commit' },
      { value: 'withdrawn', end: 'abort' },
    ])
    const member = consume({ brokers: [broker], group: uniqueName('group'), topic })
    await until(() => lagOf(member) === 0n && member.read.size === 1)
    // Two records, and behind each the mark of how its transaction ended.
    assert.equal(member.read.get(`${topic}/0`), 4n)
    assert.deepEqual(member.values, ['kept', 'withdrawn'])
    await member.close()
  })

  it('reads with read_committed what was committed, once that is known', async () => {
    const topic = await topicWith(1, ['without'])
    const [withdraw, commit] = [await openTransaction(broker, topic, 'x'), await openTransaction(broker, topic, 'kept')]
    await produce(broker, topic, [{ value: 'behind' }])
    const wanted = { brokers: [broker], topic, isolation: 'read_committed' } as const
    // So small that every batch comes by itself, amid its transaction.
    const member = consume({ ...wanted, group: uniqueName('group'), maxBytes: 1 })
    await until(() => member.values.length === 1 && lagOf(member) === 0n)
    const latest = consume({ ...wanted, group: uniqueName('group'), policy: 'latest' })
    await until(() => lagOf(latest) === 0n)
    await commit('commit')
    await withdraw('abort')
    await produceInTransactions(broker, topic, [
      { value: 'x', end: 'abort' },
      { value: 'last', end: 'commit' },
    ])
    await until(() => member.values.length === 4 && latest.values.length === 3)
    assert.deepEqual(member.values, ['without', 'kept', 'behind', 'last'])
    assert.deepEqual(latest.values, ['kept', 'behind', 'last'])
    await until(() => lagOf(member) === 0n)
    assert.equal(member.read.get(`${topic}/0`), 10n)
    await Promise.all([member.close(), latest.close()])
  })

  it('takes in records that are larger than what a fetch asks for, and gives their memory back', async () => {
    const topic = await topicWith(2, [])
    for (const partition of [0, 1, 0, 1])
      await produce(broker, topic, [{ value: Buffer.alloc(9_500_000, partition), partition }])
    const member = consume({ brokers: [broker], group: uniqueName('group'), topic, maxBytes: 1_000_000 })
    await until(() => member.records.length === 4)
    await member.close()
    await until(() => member.held === 0)
  })

  it('finds out where to start also when it is first fetched', async () => {
    const topic = await topicWith(1, ['a', 'b'])
    const cluster = openCluster(consumerOptions({ brokers: [broker], group: '', topic }).connection)
    cluster.targetTopics = new Set([topic])
    await cluster.connect()
    await cluster.refreshMetadata()
    const done = new AbortController()
    const next: unknown[] = []
    const fetcher = new PartitionFetcher({
      cluster,
      positions: [{ name: `${topic}/0`, topic, partition: 0, offset: unknownOffset, readableEnd: unknownOffset }],
      limits: { isolation: 'read_uncommitted', maxBytes: 1000, maxPartitionBytes: 1000, minBytes: 1, maxWaitTime: 100 },
      policy: 'earliest',
      host: { fetchBytes: 1000, reserve: async () => ({ resize() {}, release() {} }), missed: () => assert.fail() },
      log: { debug() {}, info() {}, warn() {}, error: assert.fail },
      troubles: new Troubles(() => undefined),
      emit: batch => {
        next.push(batch.next)
        if (batch.next === 2n) done.abort()
      },
    })
    await fetcher.run(done.signal)
    await closeCluster(cluster)
    assert.deepEqual([next[0], next.at(-1)], [0n, 2n])
  })

  it('leaves the group also when it is closed while it waits for the others, and can be closed twice', async () => {
    const topic = await topicWith(2, [])
    const group = uniqueName('group')
    const held = Promise.withResolvers<void>()
    const first = consume({ brokers: [broker], group, topic, revoking: () => held.promise })
    await until(() => first.assigned?.length === 2)
    const second = consume({ brokers: [broker], group, topic })
    await until(() => first.revoked)
    await Promise.all([second.close(), second.close()])
    held.resolve()
    await until(() => !first.revoked)
    assert.equal(first.assigned?.length, 2)
    await first.close()
  })
})
