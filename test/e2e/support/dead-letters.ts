import type { ConsumerRecord } from 'psconnect/plugin'
import type { KafkaAddress } from '../../stack/kafka.ts'
import { committedOffsets } from '../../stack/kafka-topics.ts'
import type { PublishServer } from '../../stack/publish-server.ts'
import { uniqueName } from './alerts-topic.ts'
import { ConnectWorker } from './connect-worker.ts'
import { consume } from './consume.ts'
import { jobFiles } from './job.ts'

export const queueKeys = (queue: string): readonly string[] => [
  'errors.tolerance=all',
  `errors.deadletterqueue.topic.name=${queue}`,
  'errors.deadletterqueue.topic.replication.factor=1',
]
export const withContext = 'errors.deadletterqueue.context.headers.enable=true'

/** Keys by which what is not UTF-8 is refused. */
export const inText: readonly string[] = ['key', 'value', 'header'].map(
  part => `${part}.converter=org.apache.kafka.connect.storage.StringConverter`,
)
export const broken = Buffer.from([0xff, 0xfe])

/** A job whose files are as the deployment's: the login stands there without a prefix and for consumers, and nothing is said of producers. */
export class DeadLetterJob {
  readonly topic = uniqueName('topic')
  readonly group = uniqueName('group')
  readonly queue = uniqueName('lost')
  readonly #kafka: KafkaAddress
  readonly #server: PublishServer

  constructor(kafka: KafkaAddress, server: PublishServer) {
    this.#kafka = kafka
    this.#server = server
  }

  start(connector: readonly string[]): Promise<ConnectWorker> {
    const { username, password } = this.#kafka
    const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${username}" password="${password}";`
    const security = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=SCRAM-SHA-512', `sasl.jaas.config=${login}`]
    const { topic, group } = this
    return ConnectWorker.start({
      files: jobFiles({ topic, group, kafka: this.#kafka, worker: ['listeners=', ...security], connector }),
      env: { PUBSUB_EMULATOR_HOST: this.#server.address },
    })
  }

  /** Reads the queue. */
  letters(): ReturnType<typeof consume> {
    return consume({ brokers: [this.#kafka.plaintext], group: uniqueName('reader'), topic: this.queue })
  }

  async committed(): Promise<number> {
    const [first] = await committedOffsets(this.#kafka.plaintext, this.group, this.topic)
    return Number(first?.offset ?? 0)
  }

  async committedAll(count: number): Promise<void> {
    while ((await this.committed()) < count) await new Promise(resolve => setTimeout(resolve, 50))
  }

  /** Offsets that did not arrive at the receiver. */
  missing(count: number): Promise<number[]> {
    return this.#server.missing({ topic: this.topic, partition: 0, from: 0, to: count })
  }

  async missingOnly(offsets: readonly number[], count: number): Promise<void> {
    while ((await this.missing(count)).join() !== offsets.join()) await new Promise(resolve => setTimeout(resolve, 50))
  }
}

export const headersOf = ({ headers }: ConsumerRecord) => headers.map(({ key, value }) => [key, value && String(value)])

/** The offset of the record that a dead letter was, where its headers say so. */
export const offsetIn = (letter: ConsumerRecord): number =>
  Number(headersOf(letter).find(([key]) => key === '__connect.errors.offset')?.[1])
