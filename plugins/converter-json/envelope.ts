import { ConnectError, type Schema, type SchemaAndValue } from 'psconnect/plugin'
import { JsonReader } from './json-reader.ts'
import type { KnownSchemas } from './known-schemas.ts'
import { numeral, plainNumber } from './numerals.ts'
import type { PayloadReader } from './payload.ts'

interface Readers {
  readonly schemas: KnownSchemas
  readonly payloads: PayloadReader
}

/** Reads `{"schema":…,"payload":…}`, with nothing else in it. */
export function readEnvelope(text: string, { schemas, payloads }: Readers): SchemaAndValue {
  const reader = new JsonReader(text)
  if (!reader.isObject()) throw noEnvelope('it is no object')
  const { schema, payload } = membersOf(reader, schemas)
  if (schema === undefined || payload === undefined) throw noEnvelope(`it has no ${schema ? 'payload' : 'schema'}`)
  return { schema, value: schema ? payloads.read(payload, schema) : payload }
}

/** What stands in the envelope, in either order; undefined is what does not. */
function membersOf(reader: JsonReader, schemas: KnownSchemas): { schema?: Schema | null; payload?: unknown } {
  const found: { schema?: Schema | null; payload?: unknown } = {}
  let payloadAt = 0
  let schemaLast = false
  const readPayload = (): void => {
    payloadAt = reader.at
    found.payload = reader.value(found.schema === null ? plainNumber : numeral)
  }
  const readSchema = (): void => {
    schemaLast = 'payload' in found
    found.schema = schemas.read(reader)
  }
  reader.members(key => {
    if (key === 'schema') readSchema()
    else if (key === 'payload') readPayload()
    else throw noEnvelope('it has other members')
  })
  reader.end()
  // How numbers are read depends on the schema, which may have come later.
  if (schemaLast) {
    reader.at = payloadAt
    readPayload()
  }
  return found
}

const noEnvelope = (found: string): ConnectError =>
  new ConnectError(
    'RECORD_UNREADABLE',
    `expected JSON with the members "schema" and "payload" and no others, but ${found}; schemas.enable=false reads plain JSON`,
  )
