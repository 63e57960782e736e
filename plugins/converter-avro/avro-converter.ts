import { openRegistry, type SchemaRegistry, type Waiter } from '@psconnect/client-schema-registry'
import {
  ConnectError,
  type ConsumerRecord,
  type Converter,
  type ConverterContext,
  type Origin,
  type SchemaAndValue,
} from 'psconnect/plugin'
import type { AvroConfig } from './config.ts'
import { type SchemaTable, schemaTable } from './schema-table.ts'
import { unsettledIds } from './unsettled-ids.ts'
import { bodyStart, format, frame, idIn } from './wire-format.ts'
import { WriterTable } from './writer-table.ts'

const ready = Promise.resolve()

/** Reads and writes Avro with the schemas of a registry. */
export class AvroConverter implements Converter {
  readonly #context: ConverterContext
  readonly #schemas: SchemaTable
  readonly #writers: WriterTable

  constructor(config: AvroConfig, context: ConverterContext) {
    const registry: SchemaRegistry = openRegistry(config)
    const options = { enhancedSchemaSupport: config['enhanced.avro.schema.support'] }
    this.#context = context
    this.#schemas = schemaTable(registry, options, context.needs)
    context.figure('schemas', () => this.#schemas.size)
    context.figure('schema_fetches_total', () => this.#schemas.fetches)
    this.#writers = new WriterTable(registry, config, options)
  }

  prepareDecode(batch: readonly ConsumerRecord[], { part }: Origin, signal: AbortSignal): Promise<void> {
    const ids = unsettledIds(batch, part, this.#schemas)
    return ids === undefined ? ready : this.#fetch(ids, signal)
  }

  decode(bytes: Uint8Array): SchemaAndValue {
    const id = idIn(bytes)
    const { avro, reader, encoded } = this.#schemas.get(id)
    try {
      const value = reader.read(bytes, bodyStart)
      return { schema: avro.schema, value, encoded: { bytes, bodyStart, format, schema: encoded } }
    } catch (error) {
      throw ofSchema(id, error)
    }
  }

  async prepareEncode(batch: readonly SchemaAndValue[], origin: Origin, signal: AbortSignal): Promise<void> {
    for (const schema of new Set(batch.filter(isMade).map(data => data.schema)))
      if (schema && !this.#schemas.originOf(schema)) await this.#writers.prepare(schema, origin, this.#waiter(signal))
  }

  /** A value whose schema is still the one it was read with keeps its id. */
  encode(data: SchemaAndValue, origin: Origin): Uint8Array {
    const { schema, value, encoded } = data
    if (encoded?.format === format) return encoded.bytes
    if (schema === null)
      throw new ConnectError('RECORD_UNREADABLE', `the ${origin.part} has no schema, which Avro needs`)
    const read = this.#schemas.originOf(schema)
    const { id, avro } = read ? { id: read.encoded.id, avro: read.avro } : this.#writers.get(schema, origin)
    try {
      return frame(id, avro.encode(value))
    } catch (error) {
      throw ofSchema(id, error)
    }
  }

  async #fetch(ids: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
    const waiter = this.#waiter(signal)
    await Promise.all(Array.from(ids, id => this.#schemas.fetch(id, waiter)))
  }

  #waiter(signal: AbortSignal): Waiter {
    const { log } = this.#context
    return { log, retrying: reason => this.#context.retrying(reason), signal }
  }
}

const isMade = ({ encoded }: SchemaAndValue): boolean => encoded?.format !== format

/** Says of an error which schema it was met with. */
function ofSchema(id: number, error: unknown): unknown {
  if (!ConnectError.is(error)) return error
  const { code, message, position } = error
  return new ConnectError(code, `schema ${id}: ${message}`, { cause: error, position })
}
