import { Kafka, logLevel, Partitioners } from 'kafkajs'
import type { KafkaAddress } from '../../test/stack/kafka.ts'
import { grouped, type Report } from './terminal.ts'

export interface ToProduce {
  readonly topic: string
  readonly partitions: number
  readonly count: number
  readonly alertAt: (index: number) => Buffer
  readonly signal: AbortSignal
}

const perPartitionAndRequest = 10

/** Writes alerts 0 to `count` - 1, dealt out to the partitions in turn. Resolves with which alert lies at each 'partition/offset'. */
export async function produceAlerts(
  kafka: KafkaAddress,
  { topic, partitions, count, alertAt, signal }: ToProduce,
  report: Report,
): Promise<ReadonlyMap<string, number>> {
  const producer = kafkaWithLogin(kafka).producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  const indexAt = new Map<string, number>()
  await producer.connect()
  try {
    for (let first = 0; first < count; first += partitions * perPartitionAndRequest) {
      signal.throwIfAborted()
      const size = Math.min(partitions * perPartitionAndRequest, count - first)
      const messages = Array.from({ length: size }, (_, place) => ({
        value: alertAt(first + place),
        partition: place % partitions,
      }))
      const written = await producer.send({ topic, acks: -1, messages })
      const startOf = new Map(written.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]))
      for (const [place, { partition }] of messages.entries())
        indexAt.set(`${partition}/${(startOf.get(partition) ?? 0) + Math.floor(place / partitions)}`, first + place)
      report(`${grouped(first + size)} of ${grouped(count)}`)
    }
  } finally {
    await producer.disconnect()
  }
  return indexAt
}

const kafkaWithLogin = ({ saslPlaintext, username, password }: KafkaAddress): Kafka =>
  new Kafka({
    clientId: 'psconnect-demo',
    brokers: [saslPlaintext],
    sasl: { mechanism: 'scram-sha-512', username, password },
    logLevel: logLevel.NOTHING,
  })
