import type { TopicProducer } from '@psconnect/client-kafka'
import { ConnectError, type ConnectRecord, type SchemaAndValue, type Sink, type SinkContext } from 'psconnect/plugin'
import type { KafkaSinkConfig } from './config.ts'

/** Writes the records of one task. */
export class KafkaSink implements Sink {
  readonly attemptTimeoutMs: number
  readonly #producer: TopicProducer
  readonly #context: SinkContext

  constructor(producer: TopicProducer, config: KafkaSinkConfig, context: SinkContext) {
    this.attemptTimeoutMs = config['request.timeout.ms']
    this.#producer = producer
    this.#context = context
  }

  async write(batch: readonly ConnectRecord[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await Promise.all(batch.map(record => this.#write(record)))
  }

  /** Nothing waits for more to come. */
  async flush(): Promise<void> {}

  close(): Promise<void> {
    return this.#producer.close()
  }

  async #write(record: ConnectRecord): Promise<void> {
    const { timestamp, key, value, headers } = record
    try {
      await this.#producer.send({
        timestamp,
        key: bytesOf(key),
        value: bytesOf(value),
        headers: headers.map(header => ({ key: header.key, value: bytesOf(header.value) })),
      })
    } catch (error) {
      if (!ConnectError.is(error) || error.scope !== 'record') throw error
      await this.#context.reject(record, error)
    }
  }
}

function bytesOf({ value }: SchemaAndValue): Uint8Array | null {
  if (value === null || value instanceof Uint8Array) return value
  throw new ConnectError(
    'RECORD_REFUSED',
    `only bytes can be written to a Kafka topic, not a value of type ${typeof value}`,
  )
}
