import type { Schema } from 'psconnect/plugin'
import { isObject, valueOr } from './fields.ts'
import type { Subject } from './key-or-value.ts'
import { refuse } from './refuse.ts'
import { distinct, withFields } from './schemas.ts'

/** What a struct is flattened to. */
export interface FlatStruct {
  readonly schema: Schema
  readonly leaves: readonly Leaf[]
}

/** A field that is no struct. */
interface Leaf {
  /** With the names of all it is in. */
  readonly name: string
  readonly schema: Schema
  /** From the fields of the whole struct. */
  readonly read: (fields: ReadonlyMap<string, unknown>) => unknown
}

/**
 * A field is optional where it or anything it is in is; its default is its own, or what the default of something it is in says of it.
 * Maps in a struct cannot be flattened, as in Kafka Connect.
 */
export function flatStruct(schema: Schema, delimiter: string, subject: Subject): FlatStruct {
  const { optional, default: given } = schema
  const root: Place = { prefix: '', optional, default: given, read: (fields, name) => fields.get(name) ?? null }
  const leaves = leavesOf(schema, root, { delimiter, subject })
  const fields = leaves.map(({ name, schema: own }) => ({ name, schema: own }))
  return { schema: withFields(schema, distinct(fields, subject)), leaves }
}

/** Where a struct stands in the whole. */
interface Place {
  readonly prefix: string
  readonly optional: boolean
  readonly default: unknown
  /** Reads a field of this struct. */
  readonly read: (fields: ReadonlyMap<string, unknown>, name: string) => unknown
}

interface Setting {
  readonly delimiter: string
  readonly subject: Subject
}

function leavesOf(struct: Schema, place: Place, setting: Setting): readonly Leaf[] {
  return (struct.fields ?? []).flatMap(({ name, schema }): readonly Leaf[] => {
    const fullName = place.prefix + name
    const optional = place.optional || schema.optional
    const fallback = schema.default ?? (isObject(place.default) ? place.default[name] : undefined)
    if (schema.type === 'map')
      return refuse(setting.subject, `cannot flatten the map ${fullName}, as the ${setting.subject.part} has a schema`)
    if (schema.type === 'struct') {
      const prefix = fullName + setting.delimiter
      return leavesOf(schema, { prefix, optional, default: fallback, read: inner(name, place) }, setting)
    }
    const own = { ...schema, optional, ...(fallback !== undefined && fallback !== null && { default: fallback }) }
    return [{ name: fullName, schema: own, read: fields => valueOr(place.read(fields, name), own) }]
  })
}

/** Reads the fields of a struct in this place; of one that is null all are null. */
const inner =
  (structName: string, place: Place): Place['read'] =>
  (fields, name) => {
    const struct = place.read(fields, structName)
    return isObject(struct) ? (struct[name] ?? null) : null
  }
