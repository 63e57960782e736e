import type { Schema } from 'psconnect/plugin'
import type { Attributes, EnumType, RecordType } from './avro-type.ts'
import { isObject, printJson } from './json.ts'

const namespace = 'io.confluent.connect.avro'

/** Names that Confluent's converter gives to what Avro has and Connect has not, or the other way round. */
export const avroNames = {
  union: `${namespace}.Union`,
  enum: `${namespace}.Enum`,
  enumDoc: `${namespace}.enum.doc.`,
  enumDefault: `${namespace}.enum.default.`,
  recordDoc: `${namespace}.record.doc`,
  fieldDoc: `${namespace}.field.doc.`,
  fieldDefault: `${namespace}.field.default`,
  mapEntry: `${namespace}.MapEntry`,
  unnamed: `${namespace}.ConnectDefault`,
  fixedSize: 'connect.fixed.size',
  decimalPrecision: 'connect.decimal.precision',
} as const

/** What was said of the Connect schema when the Avro schema was made of it. */
export function connectProperties(attributes: Attributes): Pick<Schema, 'name' | 'version' | 'doc' | 'parameters'> {
  const {
    'connect.name': name,
    'connect.version': version,
    'connect.doc': doc,
    'connect.parameters': parameters,
  } = attributes
  const others = Object.entries(attributes).filter(([key]) => key.startsWith('avro'))
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof version === 'number' ? { version } : {}),
    ...(typeof doc === 'string' ? { doc } : {}),
    parameters: Object.fromEntries([
      ...texts(parameters),
      ...others.map(([key, value]) => [key, typeof value === 'string' ? value : printJson(value)] as const),
    ]),
  }
}

const texts = (parameters: Attributes[string] | undefined): (readonly [string, string])[] =>
  isObject(parameters)
    ? Object.entries(parameters).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []))
    : []

export function enumParameters({ name = '', symbols, attributes }: EnumType): Readonly<Record<string, string>> {
  const short = name.slice(name.lastIndexOf('.') + 1)
  const { doc, default: fallback } = attributes
  return Object.fromEntries([
    ...(typeof doc === 'string' ? [[avroNames.enumDoc + short, doc]] : []),
    ...(typeof fallback === 'string' ? [[avroNames.enumDefault + short, fallback]] : []),
    [avroNames.enum, name],
    ...symbols.map(symbol => [`${avroNames.enum}.${symbol}`, symbol]),
  ]) as Record<string, string>
}

export function recordParameters({ fields, attributes }: RecordType): Readonly<Record<string, string>> {
  const { doc } = attributes
  return Object.fromEntries([
    ...(typeof doc === 'string' ? [[avroNames.recordDoc, doc]] : []),
    ...fields.flatMap(field => {
      const fieldDoc = field.attributes['doc']
      return typeof fieldDoc === 'string' ? [[avroNames.fieldDoc + field.name, fieldDoc]] : []
    }),
  ]) as Record<string, string>
}
