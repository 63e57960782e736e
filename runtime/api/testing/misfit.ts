import { inspect } from 'node:util'
import type { SchemaAndValue } from '../record.ts'
import { logicalNames, type Schema } from '../schema.ts'

/** What of a value is not as its schema says, as a sentence that names the place; undefined where all is. */
export function misfitOf({ schema, value }: Pick<SchemaAndValue, 'schema' | 'value'>): string | undefined {
  return schema === null ? undefined : misfit(schema, value, 'the value')
}

function misfit(schema: Schema, value: unknown, place: string): string | undefined {
  if (value === null || value === undefined)
    return schema.optional ? undefined : `${place} is ${value}, but not optional`
  const form = forms[schema.name ?? ''] ?? forms[schema.type]
  if (!form) return `${place} has a schema of the unknown type ${schema.type}`
  if (!form.fits(value)) return `${place} must be ${form.is} (${schema.name ?? schema.type}), not ${kindOf(value)}`
  return misfitInside(schema, value, place)
}

function misfitInside(schema: Schema, value: unknown, place: string): string | undefined {
  const { type, items, keys } = schema
  if (type === 'struct') return misfitInStruct(schema, value as Readonly<Record<string, unknown>>, place)
  if (type === 'array' && items)
    return firstOf((value as unknown[]).entries(), ([at, item]) => misfit(items, item, `${place}[${at}]`))
  if (type === 'map' && items)
    return firstOf(
      value as Map<unknown, unknown>,
      ([key, item]) =>
        misfit(keys ?? { type: 'string', optional: false }, key, `a key of ${place}`) ??
        misfit(items, item, `${place}[${String(key)}]`),
    )
  return undefined
}

function misfitInStruct(
  { fields = [] }: Schema,
  value: Readonly<Record<string, unknown>>,
  place: string,
): string | undefined {
  const known = new Set(fields.map(({ name }) => name))
  const stranger = Object.keys(value).find(name => !known.has(name))
  if (stranger !== undefined) return `${place} has the field ${stranger}, which its schema does not have`
  return firstOf(fields, ({ name, schema }) =>
    misfit(schema, Object.hasOwn(value, name) ? value[name] : undefined, `${place}.${name}`),
  )
}

function firstOf<T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const seen = look(item)
    if (seen !== undefined) return seen
  }
  return undefined
}

interface Form {
  readonly is: string
  readonly fits: (value: unknown) => boolean
}

const wholeOf = (bits: number): Form => ({
  is: `a whole number of ${bits} bits`,
  fits: value => Number.isInteger(value) && Math.abs(value as number) <= 2 ** (bits - 1) && value !== 2 ** (bits - 1),
})
const date: Form = { is: 'a Date', fits: value => value instanceof Date }
const number: Form = { is: 'a number', fits: value => typeof value === 'number' }

/** By type, and by name where that says more. */
const forms: Readonly<Record<string, Form>> = {
  int8: wholeOf(8),
  int16: wholeOf(16),
  int32: wholeOf(32),
  int64: { is: 'a bigint', fits: value => typeof value === 'bigint' && BigInt.asIntN(64, value) === value },
  float32: number,
  float64: number,
  boolean: { is: 'a boolean', fits: value => typeof value === 'boolean' },
  string: { is: 'a string', fits: value => typeof value === 'string' },
  bytes: { is: 'a Uint8Array', fits: value => value instanceof Uint8Array },
  array: { is: 'an array', fits: Array.isArray },
  map: { is: 'a Map', fits: value => value instanceof Map },
  struct: { is: 'an object with a property per field', fits: isStruct },
  [logicalNames.decimal]: {
    is: 'a string of its digits',
    fits: value => /^-?\d+(\.\d+)?$/.test(String(value)) && typeof value === 'string',
  },
  [logicalNames.date]: date,
  [logicalNames.time]: date,
  [logicalNames.timestamp]: date,
}

function isStruct(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  )
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object')
    return `${/^[aeiou]/.test(typeof value) ? 'an' : 'a'} ${typeof value} (${inspect(value)})`
  return Object.getPrototypeOf(value)?.constructor?.name ?? 'an object without a prototype'
}
