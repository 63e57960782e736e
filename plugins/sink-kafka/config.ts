import { connectionKeys } from '@psconnect/client-kafka'
import { type ConfigOf, int, long, string } from 'psconnect/plugin'

const topic = 'Topic'

/** The keys of Kafka's producer that mean something here, with its names and defaults, and which topic to write to. */
export const config = {
  topic: string({
    doc: 'Topic to write to. Of a dead-letter queue errors.deadletterqueue.topic.name says which.',
    importance: 'high',
    group: topic,
  }),
  'topic.replication.factor': int({
    doc: 'On how many brokers the topic, where it does not exist yet, is to be kept; it gets one partition. Of a dead-letter queue errors.deadletterqueue.topic.replication.factor says so.',
    default: 3,
    minimum: 1,
    maximum: 2 ** 15 - 1,
    group: topic,
  }),
  'max.request.size': int({
    doc: 'Bytes of a request, and so of a record with its headers, at most.',
    default: 1_048_576,
    minimum: 1024,
    group: topic,
  }),
  'metadata.max.age.ms': long({
    doc: 'Milliseconds after which what is known of the brokers is looked up anew.',
    default: 300_000,
    minimum: 1,
    maximum: 2 ** 31 - 1,
    group: 'Connection',
  }),
  ...connectionKeys,
}

export type KafkaSinkConfig = ConfigOf<typeof config>
