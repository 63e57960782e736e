import { isDeepStrictEqual } from 'node:util'
import { ConnectError, logicalNames, type Schema } from 'psconnect/plugin'
import { avroNames } from './connect-properties.ts'
import { defaultJson } from './default-json.ts'
import { type Json, printJson } from './json.ts'

/** The Avro schema with which Confluent's AvroConverter would write values of `schema`. Enums are `enum` only with its enhanced support. */
export const connectToAvro = (schema: Schema, enhanced: boolean): string =>
  printJson(new AvroSchemas(enhanced).of(schema))

type JsonObject = Record<string, Json>

class AvroSchemas {
  readonly #enhanced: boolean
  /** What was defined by each name. */
  readonly #defined = new Map<string, Schema>()

  constructor(enhanced: boolean) {
    this.#enhanced = enhanced
  }

  of(schema: Schema): Json {
    if (schema.name === avroNames.union) return this.#union(schema)
    const type = this.#required(schema)
    if (!schema.optional) return type
    return schema.default === undefined ? ['null', type] : [type, 'null']
  }

  #union({ fields = [], optional }: Schema): Json {
    const branches = fields.map(field => this.#required(field.schema))
    return optional ? ['null', ...branches] : branches
  }

  #required(schema: Schema): Json {
    if (schema.type === 'struct') return this.#record(schema, schema.name ?? avroNames.unnamed)
    if (schema.type === 'array') return { type: 'array', items: this.of(itemsOf(schema)), ...annotations(schema) }
    return schema.type === 'map' ? this.#map(schema) : this.#simple(schema)
  }

  #simple(schema: Schema): Json {
    const { parameters = {}, name } = schema
    if (this.#enhanced && avroNames.enum in parameters) return this.#enum(schema, parameters)
    if (avroNames.fixedSize in parameters && name !== undefined) return this.#fixed(schema, name)
    const all = { ...annotations(schema), ...logicalType(schema) }
    const type = simpleTypes[schema.type as keyof typeof simpleTypes]
    return Object.keys(all).length === 0 ? type : { type, ...all }
  }

  #record(schema: Schema, wanted: string): Json {
    return this.#define(schema, wanted, () => ({
      type: 'record',
      ...textAt(schema, avroNames.recordDoc, 'doc'),
      ...annotations(schema),
      fields: (schema.fields ?? []).map(field => ({
        name: checkedName(field.name),
        type: this.of(field.schema),
        ...textAt(schema, avroNames.fieldDoc + field.name, 'doc'),
        ...fieldDefault(field.schema),
      })),
    }))
  }

  #map(schema: Schema): Json {
    const { keys = { type: 'string', optional: false } as const } = schema
    const items = itemsOf(schema)
    if (keys.type === 'string' && !keys.optional) return { type: 'map', values: this.of(items), ...annotations(schema) }
    const fields = [
      { name: 'key', schema: keys },
      { name: 'value', schema: items },
    ]
    const entry = this.#define({ type: 'struct', optional: false, fields }, avroNames.mapEntry, () => ({
      type: 'record',
      'connect.internal.type': 'MapEntry',
      fields: fields.map(field => ({ name: field.name, type: this.of(field.schema) })),
    }))
    return { type: 'array', items: entry, ...annotations(schema) }
  }

  #enum(schema: Schema, parameters: Readonly<Record<string, string>>): Json {
    const prefix = `${avroNames.enum}.`
    const symbols = Object.keys(parameters)
      .filter(key => key.startsWith(prefix))
      .map(key => key.slice(prefix.length))
    return this.#define(schema, parameters[avroNames.enum] ?? '', name => {
      const short = name.slice(name.lastIndexOf('.') + 1)
      return {
        type: 'enum',
        ...textAt(schema, avroNames.enumDoc + short, 'doc'),
        ...textAt(schema, avroNames.enumDefault + short, 'default'),
        symbols,
        ...annotations(schema),
      }
    })
  }

  #fixed(schema: Schema, wanted: string): Json {
    const size = Number(schema.parameters?.[avroNames.fixedSize])
    return this.#define(schema, wanted, () => ({ type: 'fixed', size, ...annotations(schema), ...logicalType(schema) }))
  }

  /** Avro takes one definition for each name: what differs gets a number, and has its own name as `connect.name`. */
  #define(schema: Schema, wanted: string, definition: (name: string) => JsonObject): Json {
    let name = checkedName(wanted)
    for (let number = 2; this.#defined.has(name); number += 1) {
      if (sameType(this.#defined.get(name), schema)) return name
      name = `${wanted}_${number}`
    }
    this.#defined.set(name, schema)
    const { type = '', ...rest } = definition(name)
    return { type, name, ...(name.includes('.') ? {} : { namespace: '' }), ...rest }
  }
}

/** Whether one definition serves both: what may differ is said where they are used. */
function sameType(left: Schema | undefined, right: Schema): boolean {
  const { optional: _, default: __, ...type } = left ?? right
  const { optional: ___, default: ____, ...other } = right
  return isDeepStrictEqual(type, other)
}

const simpleTypes = {
  int8: 'int',
  int16: 'int',
  int32: 'int',
  int64: 'long',
  float32: 'float',
  float64: 'double',
  boolean: 'boolean',
  string: 'string',
  bytes: 'bytes',
} as const

/** What Avro has no word for. */
function annotations(schema: Schema): JsonObject {
  const { type, name, version, doc, parameters } = schema
  const own = parameters !== undefined && avroNames.fieldDefault in parameters ? undefined : defaultJson(schema)
  return {
    ...(doc === undefined ? {} : { 'connect.doc': doc }),
    ...(version === undefined ? {} : { 'connect.version': version }),
    ...(parameters === undefined ? {} : { 'connect.parameters': parameters }),
    ...(own === undefined ? {} : { 'connect.default': own }),
    ...(name === undefined ? {} : { 'connect.name': name }),
    ...(type === 'int8' || type === 'int16' ? { 'connect.type': type } : {}),
  }
}

/** What Confluent takes for granted where no precision is given. */
const usualPrecision = '64'

function logicalType({ name, parameters = {} }: Schema): JsonObject {
  if (name === logicalNames.date) return { logicalType: 'date' }
  if (name === logicalNames.time) return { logicalType: 'time-millis' }
  if (name === logicalNames.timestamp) return { logicalType: 'timestamp-millis' }
  if (name !== logicalNames.decimal) return {}
  const { scale = '0', [avroNames.decimalPrecision]: precision = usualPrecision } = parameters
  return { logicalType: 'decimal', scale: Number(scale), precision: Number(precision) }
}

function textAt({ parameters = {} }: Schema, parameter: string, key: string): JsonObject {
  const text = parameters[parameter]
  return text === undefined ? {} : { [key]: text }
}

function fieldDefault(schema: Schema): JsonObject {
  const json = defaultJson(schema)
  if (json !== undefined) return { default: json }
  return schema.optional && schema.default === undefined ? { default: null } : {}
}

function itemsOf({ type, items }: Schema): Schema {
  if (items !== undefined) return items
  throw new ConnectError(
    'RECORD_UNREADABLE',
    `the schema of a ${type} does not say what it holds, so no Avro schema can be made`,
  )
}

function checkedName(name: string): string {
  if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name)) return name
  throw new ConnectError(
    'RECORD_UNREADABLE',
    `${JSON.stringify(name)} cannot be a name in Avro: letters, digits and _ can`,
  )
}
