import { isUtf8 } from 'node:buffer'
import {
  type ConfigOf,
  ConnectError,
  type Converter,
  jsonWriter,
  type Schema,
  type SchemaAndValue,
} from 'psconnect/plugin'
import type { config } from './config.ts'
import { readEnvelope } from './envelope.ts'
import { JsonReader, type NumberOf } from './json-reader.ts'
import { KnownSchemas } from './known-schemas.ts'
import { numeral, plainNumber } from './numerals.ts'
import { PayloadReader } from './payload.ts'
import { readSchema } from './schema-from-json.ts'
import { schemaToJson } from './schema-to-json.ts'

type Config = ConfigOf<typeof config>

export function jsonConverter(config: Config): Converter {
  const read = readerFor(config)
  return {
    decode(bytes) {
      if (!isUtf8(bytes)) throw new ConnectError('RECORD_UNREADABLE', 'not JSON: it is not UTF-8')
      return read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
    },
    encode: writerFor(config),
  }
}

function readerFor(config: Config): (text: string) => SchemaAndValue {
  const payloads = new PayloadReader(config['replace.null.with.default'])
  const content = config['schema.content']
  if (content !== undefined) {
    const schema = readSchema(content)
    return text => ({ schema, value: payloads.read(readAll(text, numeral), schema) })
  }
  if (config['schemas.enable']) {
    const schemas = new KnownSchemas(config['schemas.cache.size'])
    return text => readEnvelope(text, { schemas, payloads })
  }
  // As in Kafka Connect, nothing at all is null.
  return text => ({ schema: null, value: text === '' ? null : readAll(text, plainNumber) })
}

function readAll(text: string, numberOf: NumberOf): unknown {
  const reader = new JsonReader(text)
  const value = reader.value(numberOf)
  reader.end()
  return value
}

function writerFor(config: Config): Converter['encode'] {
  const write = jsonWriter({
    nonFinite: 'string',
    decimals: config['decimal.format'] === 'NUMERIC' ? 'number' : 'base64',
    nullAsDefault: config['replace.null.with.default'],
  })
  if (!config['schemas.enable'] || config['schema.content'] !== undefined) return write
  const beginnings = new WeakMap<Schema, Uint8Array>()
  const beginningOf = (schema: Schema): Uint8Array => {
    const known = beginnings.get(schema)
    if (known) return known
    const beginning = Buffer.from(`{"schema":${schemaToJson(schema, write)},"payload":`)
    beginnings.set(schema, beginning)
    return beginning
  }
  return data => Buffer.concat([data.schema ? beginningOf(data.schema) : noSchema, write(data), end])
}

const noSchema = Buffer.from('{"schema":null,"payload":')
const end = Buffer.from('}')
