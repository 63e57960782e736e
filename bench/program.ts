import type { KafkaAddress } from '../test/stack/kafka.ts'
import type { Work } from './works.ts'

/** What is measured: this project's worker, or a peer. Both are given the same files. */
export interface Program {
  readonly name: string
  readonly command: (worker: string, connector: string) => readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Lines of the worker's file that it alone needs. */
  readonly workerLines: readonly string[]
  readonly can: (work: Work) => boolean
  /** What its log says when it has its partitions. */
  readonly ready: RegExp
  /** How it says in its log that it will not go on. */
  readonly fatal: RegExp
}

/** What of a job's files differs from run to run. */
export interface Job {
  readonly work: Work
  readonly topic: string
  readonly group: string
  readonly kafka: KafkaAddress
  readonly receiver: string
}

/** The worker's file: what every deployment has to say, and beyond that nothing, so that defaults are measured. */
export const workerFile = ({ work, group, kafka }: Job, { workerLines }: Program): string => {
  const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${kafka.username}" password="${kafka.password}";`
  return lines([
    `bootstrap.servers=${kafka.saslPlaintext}`,
    'key.converter=org.apache.kafka.connect.converters.ByteArrayConverter',
    ...(work.avro?.worker ?? ['value.converter=org.apache.kafka.connect.converters.ByteArrayConverter']),
    'offset.storage.file.filename=connect.offsets',
    // For Java's worker itself, and for its consumers.
    ...['', 'consumer.'].flatMap(prefix => [
      `${prefix}security.protocol=SASL_PLAINTEXT`,
      `${prefix}sasl.mechanism=SCRAM-SHA-512`,
      `${prefix}sasl.jaas.config=${login}`,
    ]),
    `consumer.group.id=${group}`,
    'consumer.auto.offset.reset=earliest',
    // Neither may have the port that it takes by default: others may run on this machine.
    'listeners=http://127.0.0.1:0',
    ...workerLines,
  ])
}

/** The connector's file. A receiver in plaintext is what Google's libraries call an emulator. */
export const connectorFile = ({ work, topic, receiver }: Job): string =>
  lines([
    'name=ps-sink-connector',
    'connector.class=com.google.pubsub.kafka.sink.CloudPubSubSinkConnector',
    `tasks.max=${work.tasks}`,
    `topics=${topic}`,
    'cps.topic=alerts',
    'cps.project=test-project',
    'metadata.publish=true',
    `cps.endpoint=${receiver}`,
    ...(work.receiver === 'TLS' ? ['gcp.credentials.file.path=key.json'] : ['cps.useEmulator=true']),
    ...(work.avro?.connector ?? []),
  ])

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
