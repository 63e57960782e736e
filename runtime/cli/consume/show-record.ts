import { jsonWriter } from '../../api/json/index.ts'
import type { FieldPath } from '../../api/needs.ts'
import type { ConsumerRecord, SchemaAndValue } from '../../api/record.ts'
import type { Schema } from '../../api/schema.ts'
import { showValue } from '../convert/show-value.ts'
import type { Asked } from './arguments.ts'

/** What is printed of a record and what its value was converted to. Throws RECORD_REFUSED where that cannot be shown. */
export type ShowRecord = (record: ConsumerRecord, value: SchemaAndValue) => string | Uint8Array

export const showRecord = (
  { format, fields }: Pick<Asked, 'format' | 'fields'>,
  place: (record: ConsumerRecord) => string = placeOf,
): ShowRecord =>
  ({
    json: (_: ConsumerRecord, value: SchemaAndValue) => `${json(value)}\n`,
    pretty: (_: ConsumerRecord, value: SchemaAndValue) => `${showValue(value)}\n`,
    summary: (record: ConsumerRecord, value: SchemaAndValue) =>
      `${[...summary(record, value, place(record)), ...fields.map(path => fieldText(path, value))].join('  ')}\n`,
    raw: (record: ConsumerRecord) => record.value ?? nothing,
  })[format]

const nothing = new Uint8Array()

/** `alerts-3@1200`: where a record is, as Kafka's own tools write it. */
export const placeOf = ({ topic, partition, offset }: ConsumerRecord): string => `${topic}-${partition}@${offset}`

const write = jsonWriter({ nonFinite: 'string' })

const json = (data: Pick<SchemaAndValue, 'schema' | 'value'>): string => Buffer.from(write(data)).toString()

function summary(record: ConsumerRecord, value: SchemaAndValue, place: string): readonly string[] {
  const { timestamp, value: bytes } = record
  const time = timestamp === null ? 'no time' : new Date(Number(timestamp)).toISOString()
  const size = bytes === null ? 'null' : `${bytes.length.toLocaleString('en')} bytes`
  const schema = value.encoded?.schema
  return [time, place, size, ...(schema ? [`schema ${schema.id} ${schema.name ?? ''}`.trimEnd()] : [])]
}

/** As JSON; a dash where the schema has no such field, of which the log tells. */
function fieldText(path: FieldPath, { schema, value }: SchemaAndValue): string {
  const found = fieldAt(path, schema, value)
  return `${path.join('.')}=${found ? json(found) : '-'}`
}

type Found = Pick<SchemaAndValue, 'schema' | 'value'>

function fieldAt(path: FieldPath, schema: Schema | null, value: unknown): Found | undefined {
  let type = schema
  let found = value
  for (const name of path) {
    const field = type?.fields?.find(each => each.name === name)
    if (!field) return undefined
    type = field.schema
    found = (found as Readonly<Record<string, unknown>> | null)?.[name] ?? null
  }
  return found === null ? { schema: null, value: null } : { schema: type, value: found }
}
