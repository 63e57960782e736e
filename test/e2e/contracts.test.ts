import { after, before, describe, it } from 'node:test'
import { checkSink, checkSource, connectRecord } from 'psconnect/plugin/testing'
import sink from '../../plugins/sink-kafka/index.ts'
import source from '../../plugins/source-kafka/index.ts'
import { createTopic, endOffsets, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consume, until } from './support/consume.ts'

describe('with real Kafka', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let broker = ''
  before(async () => {
    stack = await joinStack(['kafka'])
    broker = stack.addresses.kafka.plaintext
  })
  after(() => stack?.leave())

  it('the source kafka keeps the contract', async () => {
    const topic = uniqueName('contract')
    await createTopic(broker, { topic, partitions: 2 })
    for (let number = 0; number < 10; number++)
      await produce(broker, topic, [{ key: 'key', value: `${number}`, partition: number % 2 }])

    await checkSource(source, {
      config: () => ({
        topics: [topic],
        'bootstrap.servers': [broker],
        'group.id': uniqueName('contract'),
        'auto.offset.reset': 'earliest',
        'fetch.max.wait.ms': 100,
        'heartbeat.interval.ms': 200,
      }),
      records: 10,
    })
  })

  it('the sink kafka keeps the contract', async () => {
    const topic = uniqueName('contract')
    await createTopic(broker, { topic })
    const reader = consume({ brokers: [broker], group: uniqueName('reader'), topic })
    try {
      await checkSink(sink, {
        config: { topic, 'bootstrap.servers': [broker] },
        record: number => connectRecord({ value: Buffer.from(`number ${number}`) }),
        async stored() {
          const [end] = await endOffsets(broker, topic)
          await until(() => (reader.read.get(`${topic}/0`) ?? 0n) >= (end?.offset ?? 0n))
          return reader.values.filter(value => value !== '').map(value => Number(value.split(' ')[1]))
        },
        refused: [connectRecord({ value: { a: 1 } })],
      })
    } finally {
      await reader.close()
    }
  })
})
