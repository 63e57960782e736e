import type { ConnectRecord, SchemaAndValue } from '../../record.ts'
import { logicalNames, type Schema } from '../../schema.ts'
import { connectRecord } from '../connect-record.ts'
import { copy } from '../copy.ts'

/** A record and how to speak of it. */
export interface Given {
  readonly record: ConnectRecord
  readonly label: string
}

export const labelled = (records: readonly ConnectRecord[], name: string): Given[] =>
  records.map((record, index) => ({ record, label: `${name}[${index}]` }))

/** The same record with values that a plugin may spoil. */
export const fresh = (record: ConnectRecord): ConnectRecord => ({
  ...record,
  key: { ...record.key, value: copy(record.key.value) },
  value: { ...record.value, value: copy(record.value.value) },
  headers: record.headers.map(({ key, value }) => ({ key, value: { ...value, value: copy(value.value) } })),
})

const none: SchemaAndValue = { schema: null, value: null }

/** Each of these also with less of it, and records that no one would expect. */
export function doubtfulOf(given: readonly Given[]): Given[] {
  return [...given.flatMap(withLess), ...strangers]
}

const withLess = ({ record, label }: Given): Given[] => [
  { record: { ...record, value: none }, label: `${label} without its value` },
  { record: { ...record, value: { ...record.value, value: null } }, label: `${label} with null for its value` },
  { record: { ...record, key: none }, label: `${label} without its key` },
  { record: { ...record, headers: [] }, label: `${label} without headers` },
  { record: { ...record, timestamp: null }, label: `${label} without its timestamp` },
  {
    record: { ...record, key: { ...record.key, schema: null }, value: { ...record.value, schema: null } },
    label: `${label} without schemas`,
  },
]

const optional = (type: Schema['type'], name?: string): Schema => ({ type, optional: true, ...(name && { name }) })

const values: readonly (readonly [label: string, value: unknown, schema?: Schema])[] = [
  ['text', 'text', optional('string')],
  ['a boolean', true, optional('boolean')],
  ['a number', 0.5, optional('float64')],
  ['a bigint', 2n ** 62n, optional('int64')],
  ['bytes', Uint8Array.of(0, 255), optional('bytes')],
  ['a time', new Date(0), optional('int64', logicalNames.timestamp)],
  ['a list', ['a'], { ...optional('array'), items: optional('string') }],
  ['a map', new Map([['a', 1]]), { ...optional('map'), items: optional('int32') }],
  ['an empty struct', {}, { ...optional('struct'), fields: [] }],
  ['an object with a field __proto__', JSON.parse('{"__proto__": {"a": 1}}')],
]

const strangers: readonly Given[] = values.flatMap(([label, value, schema]) => [
  {
    record: connectRecord({ key: value, value, headers: { a: value } }),
    label: `a record of ${label}, without schemas`,
  },
  ...(schema
    ? [
        {
          record: connectRecord({ key: value, keySchema: schema, value, valueSchema: schema }),
          label: `a record of ${label}`,
        },
      ]
    : []),
])

export const describe = ({ label, record }: Given): string =>
  `${label} (${kindOf(record.value.value)}${record.value.schema ? ` with a schema of the type ${record.value.schema.type}` : ''})`

function kindOf(value: unknown): string {
  if (value === null) return 'its value is null'
  return `its value is of the type ${typeof value === 'object' ? (Object.getPrototypeOf(value)?.constructor?.name ?? 'object') : typeof value}`
}
