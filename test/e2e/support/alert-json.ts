import avro, { type Type } from 'avsc'
import { alertType } from '../../fixtures/alerts/alert-schema.ts'

const framing = 5

/** Where JSON says something else than the alert, as avsc reads it: paths, with what was expected and found. */
export function differences(alert: Buffer, json: string, type: Type = alertType): string[] {
  const found: string[] = []
  compare(type, type.fromBuffer(alert.subarray(framing)), { path: '', json: readExactly(json), found })
  return found
}

/** Whole numbers that a double cannot hold as text: an alert's text has no digits after one of these characters. */
function readExactly(json: string): unknown {
  return JSON.parse(json.replaceAll(/([:[,])(-?\d{16,})(?=[,}\]])/g, '$1"$2"'))
}

interface Place {
  readonly path: string
  readonly json: unknown
  readonly found: string[]
}

function compare(type: Type, expected: unknown, place: Place): void {
  if (type instanceof avro.types.UnwrappedUnionType) return compareOptional(type, expected, place)
  if (type instanceof avro.types.RecordType) return compareFields(type, expected, place)
  if (type instanceof avro.types.ArrayType) return compareItems(type, expected, place)
  const { path, json, found } = place
  const right = (forms[type.typeName] ?? Object.is)(expected, json)
  if (!right) found.push(`${path}: ${String(expected)} became ${JSON.stringify(json)}`)
}

function compareOptional(type: avro.types.UnwrappedUnionType, expected: unknown, place: Place): void {
  const branch = type.types.find(({ typeName }) => typeName !== 'null')
  if (expected !== null && branch) compare(branch, expected, place)
  else if (place.json !== null) place.found.push(`${place.path}: null became ${JSON.stringify(place.json)}`)
}

function compareFields(type: avro.types.RecordType, expected: unknown, { path, json, found }: Place): void {
  const names = type.fields.map(({ name }) => name)
  if (JSON.stringify(Object.keys(json as object)) !== JSON.stringify(names)) found.push(`${path}: other fields`)
  for (const { name, type: inner } of type.fields)
    compare(inner, (expected as Readonly<Record<string, unknown>>)[name], {
      path: `${path}.${name}`,
      json: (json as Readonly<Record<string, unknown>>)[name],
      found,
    })
}

function compareItems(type: avro.types.ArrayType, expected: unknown, { path, json, found }: Place): void {
  const [items, jsonItems] = [expected as readonly unknown[], json as readonly unknown[]]
  if (items.length !== jsonItems.length) found.push(`${path}: ${items.length} items became ${jsonItems.length}`)
  for (const [index, item] of items.entries())
    compare(type.itemsType, item, { path: `${path}[${index}]`, json: jsonItems[index], found })
}

const forms: Readonly<Record<string, (expected: unknown, json: unknown) => boolean>> = {
  // What avsc calls a long that is no double.
  'abstract:long': (expected, json) => String(json) === String(expected),
  float: (expected, json) =>
    Number.isFinite(expected) ? typeof json === 'number' && Math.fround(json) === expected : json === null,
  double: (expected, json) => (Number.isFinite(expected) ? json === expected : json === null),
  bytes: (expected, json) => json === (expected as Buffer).toString('base64'),
}
