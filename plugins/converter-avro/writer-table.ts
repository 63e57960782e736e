import type { SchemaRegistry, Waiter } from '@psconnect/client-schema-registry'
import { ConnectError, type Origin, type Schema } from 'psconnect/plugin'
import type { AvroConfig } from './config.ts'
import { Findings } from './findings.ts'
import { type AvroOptions, type AvroSchema, avroSchemaOf } from './reader/index.ts'
import { type Parsable, parse } from './schema-table.ts'
import { subjectOf } from './subject.ts'

/** What values of one schema are written with. */
export interface Writer {
  readonly id: number
  readonly avro: AvroSchema
}

/** The writers of a converter, by schema and subject: each is registered or looked up once. */
export class WriterTable {
  readonly #registry: SchemaRegistry
  readonly #config: AvroConfig
  readonly #options: AvroOptions
  readonly #writers = new WeakMap<Schema, Findings<string, Writer>>()

  constructor(registry: SchemaRegistry, config: AvroConfig, options: AvroOptions) {
    this.#registry = registry
    this.#config = config
    this.#options = options
  }

  /** Throws RECORD_UNREADABLE where values of this schema cannot be written. */
  get(schema: Schema, origin: Origin): Writer {
    const writer = this.#of(schema).get(subjectOf(this.#config, origin, schema))
    if (writer) return writer
    throw new ConnectError('RECORD_UNREADABLE', 'no schema has been prepared that it could be written with')
  }

  /** Rejects only with what the task cannot go on with. */
  async prepare(schema: Schema, origin: Origin, waiter: Waiter): Promise<void> {
    const writers = this.#of(schema)
    let subject: string
    try {
      subject = subjectOf(this.#config, origin, schema)
    } catch {
      // What it cannot be called by is said where it is written.
      return
    }
    if (writers.isSettled(subject)) return
    const fetch = () => this.#schemaOf(schema, subject, waiter)
    await writers.settle(subject, fetch, found => ({ id: found.id, avro: parse(found, this.#options) }))
  }

  async #schemaOf(schema: Schema, subject: string, waiter: Waiter): Promise<Parsable> {
    const register = this.#config['auto.register.schemas']
    if (!register && this.#config['use.latest.version']) return this.#registry.latest(subject, waiter)
    const text = avroSchemaOf(schema, this.#options)
    const normalize = this.#config['normalize.schemas']
    const id = await this.#registry.idOf({ subject, text, register, normalize }, waiter)
    // Who transforms values may not expect that to add to the registry that they were read with.
    if (register) waiter.log.info({ schema: id, subject }, saysRegistered(id, subject))
    return { id, text, references: [] }
  }

  #of(schema: Schema): Findings<string, Writer> {
    const known = this.#writers.get(schema) ?? new Findings<string, Writer>()
    this.#writers.set(schema, known)
    return known
  }
}

/** A registry does not tell whether it had the schema already. */
const saysRegistered = (id: number, subject: string): string =>
  `values are written with schema ${id}, which is registered under the subject ${subject} unless it was there already (auto.register.schemas=true)`
