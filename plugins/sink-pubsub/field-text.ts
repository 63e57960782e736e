import type { FieldPath, Schema, SchemaAndValue } from 'psconnect/plugin'
import { fieldPath } from './field-path.ts'
import { textOf, Unmappable } from './text.ts'

/** The text of one field of a value; undefined where it, or what it lies in, is null. */
export type FieldText = (value: SchemaAndValue) => string | undefined

/** Throws Unmappable where the path leads to nothing that has a text; for values with one schema, it does so for all or for none. */
export function fieldText(path: string): FieldText {
  const names = fieldPath(path)
  const found = new WeakMap<Schema, Schema | Unmappable>()
  return ({ schema, value }) => {
    if (schema === null) return plainText(names, value)
    let leaf = found.get(schema)
    if (!leaf) {
      leaf = leafOf(names, schema)
      found.set(schema, leaf)
    }
    if (leaf instanceof Unmappable) throw leaf
    return walk(names, value, leaf)
  }
}

/** The schema of the field that a path leads to, or why it leads to none that could be an attribute. */
function leafOf(names: FieldPath, schema: Schema): Schema | Unmappable {
  let leaf = schema
  for (const [depth, name] of names.entries()) {
    const inner = leaf.fields?.find(field => field.name === name)
    if (!inner) return noField(names, depth, leaf)
    leaf = inner.schema
  }
  if (leaf.type !== 'struct' && leaf.type !== 'array' && leaf.type !== 'map') return leaf
  return manyValues(names, leaf.type)
}

function noField(names: FieldPath, depth: number, { type, name, fields }: Schema): Unmappable {
  const outer = depth === 0 ? (name ?? 'the value') : names.slice(0, depth).join('.')
  const why = fields ? `has no field ${names[depth]}` : `is a ${type}, not a struct`
  return new Unmappable(`${names.join('.')} leads to no field: ${outer} ${why}`)
}

function walk(names: FieldPath, value: unknown, leaf: Schema): string | undefined {
  let found = value
  for (const name of names) {
    if (found === null || found === undefined) return undefined
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  return found === null || found === undefined ? undefined : textOf(found, leaf)
}

/** Without a schema nothing tells a field that is not there from one that is null. */
function plainText(names: FieldPath, value: unknown): string | undefined {
  let found = value
  for (const [depth, name] of names.entries()) {
    if (found === null || found === undefined) return undefined
    if (!isMap(found)) throw noEntry(names, depth)
    found = entryOf(found, name)
  }
  if (Array.isArray(found)) throw manyValues(names, 'list')
  if (isMap(found)) throw manyValues(names, 'map')
  return found === null || found === undefined ? undefined : textOf(found, null)
}

type PlainMap = ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is PlainMap =>
  typeof value === 'object' &&
  value !== null &&
  !(Array.isArray(value) || value instanceof Uint8Array || value instanceof Date)

function entryOf(map: PlainMap, name: string): unknown {
  if (map instanceof Map) return map.get(name)
  return Object.hasOwn(map, name) ? (map as Readonly<Record<string, unknown>>)[name] : undefined
}

function noEntry(names: FieldPath, depth: number): Unmappable {
  const outer = depth === 0 ? 'the value' : names.slice(0, depth).join('.')
  return new Unmappable(`${names.join('.')} leads to no field: ${outer} has none`)
}

const manyValues = (names: FieldPath, what: string): Unmappable =>
  new Unmappable(`${names.join('.')} leads to a ${what}, and only a single value can be an attribute`)
