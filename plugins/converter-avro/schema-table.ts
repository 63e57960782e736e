import type { RegisteredSchema, SchemaRegistry, Waiter } from '@psconnect/client-schema-registry'
import { ConnectError, type EncodedSchema, type Logger, type Needs, type Schema } from 'psconnect/plugin'
import { Findings } from './findings.ts'
import { type AvroOptions, type AvroReader, type AvroSchema, parseSchema } from './reader/index.ts'

/** A schema of the registry, ready to be read with. */
export interface KnownSchema {
  readonly avro: AvroSchema
  readonly reader: AvroReader
  /** Shared by all values that were written with it. */
  readonly encoded: EncodedSchema
}

/** What is known of schemas by their ids. */
export class SchemaTable {
  readonly #registry: SchemaRegistry
  readonly #options: AvroOptions
  readonly #needs: Needs
  readonly #known = new Findings<number, KnownSchema>()
  readonly #bySchema = new WeakMap<Schema, KnownSchema>()
  /** Schemas that can be read with. */
  size = 0
  /** Times that the registry, or what keeps its schemas, was asked for one. */
  fetches = 0

  constructor(registry: SchemaRegistry, options: AvroOptions, needs: Needs) {
    this.#registry = registry
    this.#options = options
    this.#needs = needs
  }

  /** Whether records with this id need not wait: also where it is known that they cannot be read. */
  isSettled(id: number): boolean {
    return this.#known.isSettled(id)
  }

  /** Throws RECORD_UNREADABLE where there is no such schema, or it is no Avro. */
  get(id: number): KnownSchema {
    const known = this.#known.get(id)
    if (known) return known
    throw new ConnectError('RECORD_UNREADABLE', `schema ${id} has not been fetched`)
  }

  /** What values that still have this schema were written with. */
  originOf(schema: Schema): KnownSchema | undefined {
    return this.#bySchema.get(schema)
  }

  /** Settles an id. Rejects only with what the task cannot go on with. */
  fetch(id: number, waiter: Waiter): Promise<void> {
    const fetch = () => {
      this.fetches++
      return this.#registry.schema(id, waiter)
    }
    return this.#known.settle(id, fetch, registered => this.#compile(registered, waiter.log))
  }

  #compile({ id, type, text, references, version }: RegisteredSchema, log: Logger): KnownSchema {
    if (type !== 'AVRO') throw new ConnectError('RECORD_UNREADABLE', `schema ${id} is not Avro, but ${type}`)
    const avro = parse({ id, text, references }, this.#options)
    const { name } = avro
    const named = { ...(name !== undefined && { name }), ...(version !== undefined && { version }) }
    const reader = avro.reader(this.#needs)
    const missing = reader.missing.map(path => path.join('.')).join(', ')
    if (missing !== '') log.warn({ schema: id }, `schema ${id} has no ${missing}, which is asked for`)
    const known = { avro, reader, encoded: Object.freeze({ id, text: avro.text, ...named }) }
    this.#bySchema.set(avro.schema, known)
    this.size++
    return known
  }
}

export type Parsable = Pick<RegisteredSchema, 'id' | 'text' | 'references'>

export function parse({ id, text, references }: Parsable, options: AvroOptions): AvroSchema {
  try {
    return parseSchema({ text, references }, options)
  } catch (error) {
    if (!ConnectError.is(error)) throw error
    throw new ConnectError(error.code, `schema ${id} cannot be used: ${error.message}`, { cause: error })
  }
}

const tables = new WeakMap<SchemaRegistry, Map<string, SchemaTable>>()

/** One for all tasks of a thread that read from the same registry in the same way. */
export function schemaTable(registry: SchemaRegistry, options: AvroOptions, needs: Needs): SchemaTable {
  const ofRegistry = tables.get(registry) ?? new Map<string, SchemaTable>()
  tables.set(registry, ofRegistry)
  const key = JSON.stringify([options, needs])
  const table = ofRegistry.get(key) ?? new SchemaTable(registry, options, needs)
  ofRegistry.set(key, table)
  return table
}
