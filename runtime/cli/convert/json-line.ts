import { ConnectError } from '../../api/errors.ts'
import { jsonWriter } from '../../api/json/index.ts'
import type { Schema } from '../../api/schema.ts'
import { reasonOf } from '../../telemetry/log-record.ts'
import { isConverted, type Outcome } from './convert-all.ts'

/** What became of a payload as one line of JSON, nothing shortened. */
export function jsonLine(outcome: Outcome, withSchema: boolean): string {
  const { name } = outcome.payload
  if (!isConverted(outcome)) return JSON.stringify({ payload: name, error: errorOf(outcome.error) })
  const { data, json } = outcome
  const schema = withSchema
    ? `"schema":${textOf(write({ schema: null, value: data.schema && plain(data.schema, []) }))},`
    : ''
  return `{"payload":${JSON.stringify(name)},${schema}"value":${textOf(json)}}`
}

function errorOf(error: unknown): object {
  if (!ConnectError.is(error)) return { message: reasonOf(error) }
  const { code, position } = error
  return { code, message: reasonOf(error), position }
}

const write = jsonWriter({ nonFinite: 'string' })

const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString()

/** Where a schema is within itself, it is only named. */
function plain(schema: Schema, around: readonly Schema[]): object {
  const { fields, items, keys, ...own } = schema
  if (around.includes(schema)) return { type: own.type, name: own.name }
  const within = [...around, schema]
  return {
    ...own,
    ...(fields && { fields: fields.map(field => ({ name: field.name, schema: plain(field.schema, within) })) }),
    ...(keys && { keys: plain(keys, within) }),
    ...(items && { items: plain(items, within) }),
  }
}
