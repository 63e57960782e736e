import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { alertGenerator } from '../../test/fixtures/alerts/index.ts'
import type { KafkaAddress } from '../../test/stack/kafka.ts'
import type { Report } from './terminal.ts'

export interface Produced {
  /** By 'partition/offset', which alert lies there. */
  readonly indexAt: ReadonlyMap<string, number>
  readonly bytes: number
}

export interface ToProduce {
  readonly topic: string
  readonly partitions: number
  readonly count: number
  readonly signal: AbortSignal
}

const perPartitionAndRequest = 10

/** Writes alerts 0 to `count` - 1, dealt out to the partitions in turn, logging in as a user would. */
export async function produceAlerts(
  kafka: KafkaAddress,
  { topic, partitions, count, signal }: ToProduce,
  report: Report,
): Promise<Produced> {
  const producer = kafkaWithLogin(kafka).producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  const alertAt = alertGenerator()
  const indexAt = new Map<string, number>()
  let bytes = 0
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
      for (const [place, { value, partition }] of messages.entries()) {
        indexAt.set(`${partition}/${(startOf.get(partition) ?? 0) + Math.floor(place / partitions)}`, first + place)
        bytes += value.length
      }
      report(`${first + size} of ${count}`)
    }
  } finally {
    await producer.disconnect()
  }
  return { indexAt, bytes }
}

const kafkaWithLogin = ({ saslPlaintext, username, password }: KafkaAddress): Kafka =>
  new Kafka({
    clientId: 'psconnect-demo',
    brokers: [saslPlaintext],
    sasl: { mechanism: 'scram-sha-512', username, password },
    logLevel: logLevel.NOTHING,
  })
