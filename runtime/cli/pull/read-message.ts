import { isUtf8 } from 'node:buffer'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LentMessage } from '@psconnect/client-pubsub'
import type { Converter } from '../../api/converter.ts'
import { ConnectError } from '../../api/errors.ts'
import type { ConsumerRecord, SchemaAndValue } from '../../api/record.ts'
import type { Property } from '../consume/arguments.ts'
import { type Around, openNamed, registryUrl } from '../consume/open-converter.ts'
import { isAvroFile, readAvroFile } from './avro-file.ts'

/** What the data of a message is, by its first bytes. */
export type Kind = 'avro' | 'avro-file' | 'json' | 'text' | 'bytes'

/** Of the id of a schema, one zero before it. */
const wireBytes = 5

export function kindOf({ data, attributes }: Pick<LentMessage, 'data' | 'attributes'>): Kind {
  if (isAvroFile(data)) return 'avro-file'
  if (schemaIdIn(attributes) !== undefined && !isJson(data)) return 'avro'
  if (data.length >= wireBytes && data[0] === 0) return 'avro'
  if (!isUtf8(data)) return 'bytes'
  return isJson(data) ? 'json' : 'text'
}

function isJson(data: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(data).toString())
    return true
  } catch {
    return false
  }
}

/** Of messages whose schema's id is not in their data (messageBodyFormat=avro, attributes.schema=true). */
function schemaIdIn({ 'schema.id': id = '' }: LentMessage['attributes']): number | undefined {
  return /^\d{1,10}$/.test(id) && Number(id) < 2 ** 31 ? Number(id) : undefined
}

/** Makes of messages what they hold, whatever it is written in. */
export class MessageReader {
  readonly #properties: readonly Property[]
  readonly #around: Around
  readonly #converters = new Map<Kind, Promise<Converter>>()
  /** Those of Avro files, each under its text: the folder stands in for a registry. */
  readonly #schemas = new Map<string, number>()
  #folder: string | undefined

  constructor(properties: readonly Property[], around: Around) {
    this.#properties = properties
    this.#around = around
  }

  /** Rejects with a ConnectError where it cannot be read. */
  async read(record: ConsumerRecord & { readonly value: Uint8Array }, message: LentMessage): Promise<SchemaAndValue> {
    const kind = kindOf(message)
    const converter = await this.#converter(kind)
    const whole = { ...record, value: await this.#encoded(kind, message) }
    const origin = { topic: record.topic, part: 'value' } as const
    await converter.prepareDecode?.([whole], origin, this.#around.signal)
    return converter.decode(whole.value, origin)
  }

  async close(): Promise<void> {
    // Those that could not be opened have been told of.
    const opened = await Promise.allSettled(this.#converters.values())
    for (const converter of opened) if (converter.status === 'fulfilled') await converter.value.close?.()
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
  }

  #converter(kind: Kind): Promise<Converter> {
    let converter = this.#converters.get(kind)
    if (!converter) {
      converter = this.#open(kind)
      this.#converters.set(kind, converter)
    }
    return converter
  }

  async #open(kind: Kind): Promise<Converter> {
    const context = { ...this.#around, needs: 'all', figure: () => undefined } as const
    if (kind === 'bytes') return openNamed('bytes', [], context)
    if (kind === 'text') return openNamed('string', [], context)
    if (kind === 'json') return openNamed('json', [{ key: 'schemas.enable', text: 'false' }], context)
    if (kind === 'avro-file')
      return openNamed('avro', [{ key: registryUrl, text: `file:${await this.#openFolder()}` }], context)
    if (this.#properties.some(({ key }) => key === registryUrl)) return openNamed('avro', this.#properties, context)
    throw new ConnectError('RECORD_UNREADABLE', 'it is Avro without its schema: --registry says where schemas are')
  }

  /** With the id of its schema in front, as the converter wants it. */
  async #encoded(kind: Kind, { data, attributes }: LentMessage): Promise<Uint8Array> {
    if (kind === 'avro-file') {
      const { schema, body } = readAvroFile(data)
      return withId(await this.#idOf(schema), body)
    }
    const id = schemaIdIn(attributes)
    return kind === 'avro' && id !== undefined && !hasId(data, id) ? withId(id, data) : data
  }

  async #idOf(schema: string): Promise<number> {
    const known = this.#schemas.get(schema)
    if (known !== undefined) return known
    const id = this.#schemas.size + 1
    await writeFile(join(await this.#openFolder(), `${id}.avsc`), schema)
    this.#schemas.set(schema, id)
    return id
  }

  async #openFolder(): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'psconnect-pull-'))
    return this.#folder
  }
}

function withId(id: number, body: Uint8Array): Uint8Array {
  const head = Buffer.alloc(wireBytes)
  head.writeUInt32BE(id, 1)
  return Buffer.concat([head, body])
}

const hasId = (data: Uint8Array, id: number): boolean =>
  Buffer.compare(withId(id, data.subarray(wireBytes)), data) === 0
