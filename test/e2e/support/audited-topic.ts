import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { alterOffsets } from '@psconnect/client-kafka'
import { createTopic as createPubSubTopic, publishWithGoogle } from '@psconnect/client-pubsub/admin'
import type { KafkaAddress } from '../../stack/kafka.ts'
import { committedOffsets, createTopic, endOffsets, produce } from '../../stack/kafka-topics.ts'
import { uniqueName } from './alerts-topic.ts'
import { jobFiles } from './job.ts'
import { type Ended, psconnect } from './psconnect.ts'

const project = 'test-project'

export interface Addresses {
  readonly kafka: KafkaAddress
  /** Of the emulator. */
  readonly pubsub: string
}

/** What `psconnect audit --json` says of a partition. */
interface Partition {
  readonly partition: number
  readonly from: number | null
  readonly committed: number
  readonly [ranges: string]: unknown
}

/** A topic of Kafka and one of Pub/Sub, the files of a connector between them, and a subscription that audit has made. */
export class AuditedTopic {
  readonly topic = uniqueName('audited')
  readonly env: Readonly<Record<string, string>>
  files: ReturnType<typeof jobFiles> = []
  paths: readonly string[] = []
  created: Ended = { code: null, stdout: Buffer.alloc(0), stderr: '' }
  readonly #kafka: KafkaAddress
  readonly #pubsub: string

  private constructor({ kafka, pubsub }: Addresses) {
    this.#kafka = kafka
    this.#pubsub = pubsub
    this.env = { PUBSUB_EMULATOR_HOST: pubsub, FORCE_COLOR: '0' }
  }

  static async create(addresses: Addresses, folder: string, connector: readonly string[]): Promise<AuditedTopic> {
    const audited = new AuditedTopic(addresses)
    const { topic } = audited
    const { kafka, pubsub } = addresses
    await createTopic(kafka.plaintext, { topic })
    await createPubSubTopic({ project, emulator: pubsub }, topic)
    // A dead-letter queue is written with the worker's own login.
    const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${kafka.username}" password="${kafka.password}";`
    const worker = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=SCRAM-SHA-512', `sasl.jaas.config=${login}`]
    const files = jobFiles({ topic, group: topic, kafka, worker, connector })
    audited.files = files.map(([name, text]) => [name, text.replace('cps.topic=alerts', `cps.topic=${topic}`)])
    audited.paths = files.map(([name]) => join(folder, `${topic}-${name}`))
    for (const [index, [, text]] of audited.files.entries()) await writeFile(audited.paths[index] ?? '', text)
    audited.created = await audited.audit('--subscription', topic, '--create')
    return audited
  }

  audit(...options: readonly string[]): Promise<Ended> {
    return psconnect(['audit', ...this.paths, '--timeout-ms', '1500', ...options], this.env)
  }

  /** What it says in JSON of the partition. */
  async partition(...options: readonly string[]): Promise<Partition & { readonly code: number | null }> {
    const { code, stdout, stderr } = await this.audit('--subscription', this.topic, '--json', ...options)
    assert.equal(stderr, '')
    return { ...JSON.parse(stdout.toString()).partitions[0], code }
  }

  produce(...values: readonly string[]): Promise<void> {
    return produce(
      this.#kafka.plaintext,
      this.topic,
      values.map(value => ({ value })),
    )
  }

  /** As a connector that has stored the records at these offsets. */
  async publish(...offsets: readonly number[]): Promise<void> {
    await publishWithGoogle(
      { project, emulator: this.#pubsub },
      this.topic,
      offsets.map(offset => ({
        data: Buffer.from(`${offset}`),
        attributes: { 'kafka.topic': this.topic, 'kafka.partition': '0', 'kafka.offset': `${offset}` },
      })),
    )
  }

  /** As a connector that has carried all, or all before an offset. */
  async commit(before?: bigint): Promise<void> {
    const { topic } = this
    const [end] = await endOffsets(this.#kafka.plaintext, topic)
    const access = { connection: connection(this.#kafka.plaintext), groupId: topic, timeoutMs: 10_000, signal: never }
    await alterOffsets(access, [{ topic, partition: 0, offset: before ?? end?.offset ?? 0n }])
  }

  async committedAll(count: bigint): Promise<void> {
    const until = Date.now() + 60_000
    for (;;) {
      const [first] = await committedOffsets(this.#kafka.plaintext, this.topic, this.topic)
      if ((first?.offset ?? 0n) >= count) return
      if (Date.now() > until) throw new Error(`${this.topic} was not carried within a minute`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}

const never = new AbortController().signal

const connection = (broker: string) => ({
  brokers: [broker],
  clientId: 'test',
  ssl: null,
  sasl: null,
  requestTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
  metadataMaxAgeMs: 300_000,
})
