import { boolean, type Schema, type SchemaAndValue } from 'psconnect/plugin'
import type { Subject } from './key-or-value.ts'
import { kindOf, refuse } from './refuse.ts'

/** For the configuration of transforms that read fields. */
export const replaceNull = {
  'replace.null.with.default': boolean({
    doc: 'Whether a field that is null takes the default of its schema, if that has one. Without a schema it has no effect.',
    default: true,
    importance: 'low',
  }),
}

/**
 * The fields of a struct, in the order of its schema, or those of a map or object without a schema. What has none is refused. The
 * caller may change them: they are a copy.
 */
export function fieldsOf(data: SchemaAndValue, subject: Subject, withDefaults: boolean): Map<string, unknown> {
  const { schema, value } = data
  if (schema === null) return mapOf(value) ?? refuseFields(value, subject)
  if (schema.type !== 'struct' || !isObject(value)) return refuseFields(value, subject)
  return new Map(
    schema.fields?.map(field => [field.name, valueOr(value[field.name], withDefaults ? field.schema : undefined)]),
  )
}

/** A struct with this schema, or what the fields were taken from without one: a map or an object. */
export function ofFields(fields: ReadonlyMap<string, unknown>, schema: Schema | null, like: unknown): SchemaAndValue {
  const value = schema === null && like instanceof Map ? fields : Object.fromEntries(fields)
  return { schema, value }
}

/** The entries of a map or object without a schema; undefined of anything else. */
export function mapOf(value: unknown): Map<string, unknown> | undefined {
  if (value instanceof Map) return new Map(value)
  return isObject(value) ? new Map(Object.entries(value)) : undefined
}

/** The value of a field, or the default of its schema. */
export function valueOr(value: unknown, schema: Schema | undefined): unknown {
  return value ?? schema?.default ?? null
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return kindOf(value) === 'a map' && !(value instanceof Map)
}

function refuseFields(value: unknown, subject: Subject): never {
  const { part } = subject
  const hint =
    value instanceof Uint8Array
      ? `: a ${part}.converter is needed that decodes it, such as org.apache.kafka.connect.json.JsonConverter`
      : ''
  return refuse(subject, `reads fields, but the ${part} is ${kindOf(value)}${hint}`)
}
