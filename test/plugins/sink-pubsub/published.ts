import type { ConnectRecord, SchemaAndValue } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, record } from './sink-under-test.ts'

export interface Published {
  readonly data: Buffer
  readonly attributes: Readonly<Record<string, string>>
}

/** A receiver that keeps what is published to it. */
export class Receiver {
  readonly #server: PublishServer
  host = new Host()

  constructor(server: PublishServer) {
    this.#server = server
  }

  static async start(): Promise<Receiver> {
    return new Receiver(await startPublishServer({ keep: true }))
  }

  get address(): string {
    return this.#server.address
  }

  /** What these records become, without their place unless the settings say otherwise. What was refused, `host` knows. */
  async publish(batch: readonly ConnectRecord[], settings: Partial<PubSubSinkConfig> = {}): Promise<Published[]> {
    const earlier = (await this.#server.kept()).length
    this.host = new Host()
    const sink = await createSink(configFor(this.address, { 'metadata.publish': false, ...settings }), this.host)
    await sink.write(batch, never)
    await sink.close()
    const kept = (await this.#server.kept()).slice(earlier)
    return kept.map(({ data, attributes }) => ({ data: Buffer.from(data), attributes }))
  }

  /** What one value becomes; undefined where it was not published. */
  async message(value: SchemaAndValue, settings?: Partial<PubSubSinkConfig>): Promise<Published | undefined> {
    const [message] = await this.publish([withValue(value)], settings)
    return message
  }

  async text(value: SchemaAndValue, settings?: Partial<PubSubSinkConfig>): Promise<string | undefined> {
    return (await this.message(value, settings))?.data.toString()
  }

  /** How many bytes the host was told of while one value was on its way. */
  async heldWhile(value: SchemaAndValue, settings?: Partial<PubSubSinkConfig>): Promise<number> {
    const sink = await createSink(configFor(this.address, settings), this.host)
    const before = this.host.held
    const written = sink.write([withValue(value)], never)
    const held = this.host.held - before
    await written
    await sink.close()
    return held
  }

  /** Why the first of the refused was refused. */
  get refusal(): string {
    return this.host.rejected[0]?.error.message ?? ''
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}

export const withValue = (value: SchemaAndValue): ConnectRecord => ({ ...record({}), value })
