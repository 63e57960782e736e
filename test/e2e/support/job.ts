import type { KafkaAddress } from '../../stack/kafka.ts'

export interface Job {
  readonly topic: string
  readonly group: string
  readonly kafka: KafkaAddress
  /** Further lines of the worker's and the connector's file. */
  readonly worker?: readonly string[]
  readonly connector?: readonly string[]
  readonly tasks?: number
}

/** The Pub/Sub topic that these jobs publish to. */
export const pubsubTopic = 'projects/test-project/topics/alerts'

/** A worker and a connector file in the shape of the deployment's, for a topic and group of a test's own. */
export function jobFiles(job: Job): readonly (readonly [string, string])[] {
  const { topic, group, kafka, worker = [], connector = [], tasks = 1 } = job
  const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${kafka.username}" password="${kafka.password}";`
  return [
    [
      'worker.properties',
      [
        `bootstrap.servers=${kafka.saslPlaintext}`,
        'key.converter=org.apache.kafka.connect.converters.ByteArrayConverter',
        'value.converter=org.apache.kafka.connect.converters.ByteArrayConverter',
        'offset.storage.file.filename=/tmp/connect.offsets',
        'offset.flush.interval.ms=1000',
        'consumer.security.protocol=SASL_PLAINTEXT',
        'consumer.sasl.mechanism=SCRAM-SHA-512',
        `consumer.sasl.jaas.config=${login}`,
        `consumer.group.id=${group}`,
        // Workers of several tests at once cannot all have the port by default.
        ...(worker.some(line => line.startsWith('listeners=')) ? [] : ['listeners=']),
        ...worker,
      ].join('\n'),
    ],
    [
      'connector.properties',
      [
        'name=ps-sink-connector',
        'connector.class=com.google.pubsub.kafka.sink.CloudPubSubSinkConnector',
        `tasks.max=${tasks}`,
        `topics=${topic}`,
        'cps.topic=alerts',
        'cps.project=test-project',
        'metadata.publish=true',
        ...connector,
      ].join('\n'),
    ],
  ]
}
