import type { Schema } from 'psconnect/plugin'
import { JsonReader } from './json-reader.ts'
import { Mismatch, reading, within } from './mismatch.ts'
import { Numeral, numeral } from './numerals.ts'
import { objectOf, PayloadReader } from './payload.ts'
import { described } from './scalars.ts'
import { typesByName } from './type-names.ts'

type Type = Schema['type']
type Members = Readonly<Record<string, unknown>>

/** The schema that this JSON describes. Throws RECORD_UNREADABLE. */
export function readSchema(text: string): Schema {
  const reader = new JsonReader(text)
  const json = reader.value(numeral)
  reader.end()
  return reading('the schema is none', () => schemaOf(json))
}

/** What is wrong with the text of a schema, or undefined. */
export function whyNoSchema(text: string): string | undefined {
  try {
    readSchema(text)
    return undefined
  } catch (error) {
    return `must be a schema in JSON, but: ${(error as Error).message}`
  }
}

function schemaOf(json: unknown): Schema {
  const members = objectOf(json)
  const type = typesByName.get(members.type)
  if (!type) throw new Mismatch(`expected one of the types ${[...typesByName.keys()].join(', ')}`)
  const schema = { type, optional: members.optional === true, ...attributesOf(members), ...partsOf(type, members) }
  const instead = members.default ?? undefined
  return instead === undefined
    ? schema
    : { ...schema, default: within('.default', () => new PayloadReader(true).part(instead, schema)) }
}

function attributesOf({ name, version, doc, parameters }: Members): Partial<Schema> {
  return {
    ...(typeof name === 'string' && { name }),
    ...(version instanceof Numeral && { version: Number(version.text) }),
    ...(typeof doc === 'string' && { doc }),
    ...(parameters !== undefined &&
      parameters !== null && { parameters: within('.parameters', () => textsOf(parameters)) }),
  }
}

function textsOf(json: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(json))
  for (const [key, text] of entries)
    if (typeof text !== 'string') throw new Mismatch(`expected text for ${key}, found ${described(text)}`)
  return Object.fromEntries(entries) as Record<string, string>
}

function partsOf(type: Type, { items, keys, values, fields }: Members): Partial<Schema> {
  if (type === 'array') return { items: within('.items', () => schemaOf(items)) }
  if (type === 'map')
    return { keys: within('.keys', () => schemaOf(keys)), items: within('.values', () => schemaOf(values)) }
  if (type !== 'struct') return {}
  if (!Array.isArray(fields)) throw new Mismatch(`expected an array of fields, found ${described(fields)}`)
  return { fields: fields.map((field, index) => within(`.fields[${index}]`, () => fieldOf(field))) }
}

function fieldOf(json: unknown): { name: string; schema: Schema } {
  const { field } = objectOf(json)
  if (typeof field !== 'string') throw new Mismatch(`expected the field's name in "field", found ${described(field)}`)
  return { name: field, schema: schemaOf(json) }
}
