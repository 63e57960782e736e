import { logicalNames, type Schema } from 'psconnect/plugin'
import {
  type AvroType,
  type FixedType,
  isMapOfEntries,
  isNamed,
  match,
  onlyBranch,
  type PrimitiveType,
  type RecordType,
  type UnionType,
} from './avro-type.ts'
import { branchNames } from './branch-names.ts'
import { avroNames, connectProperties, enumParameters, recordParameters } from './connect-properties.ts'
import { DefaultValues } from './default-value.ts'
import type { Json } from './json.ts'
import { unusable } from './unusable.ts'
import { valueForm } from './value-form.ts'

type Shape = Omit<Schema, 'optional'>
type Fields = NonNullable<Schema['fields']>

/** Maps types as Confluent's AvroConverter does. Of a recursive type the result is cyclic: `fields` lead back to themselves. */
export class ConnectSchemas {
  readonly #fullNames: boolean
  readonly #defaults: DefaultValues
  /** Shared by all uses of a record, whether optional or not. */
  readonly #fields = new Map<RecordType, Fields>()

  constructor(fullNames: boolean) {
    this.#fullNames = fullNames
    this.#defaults = new DefaultValues(fullNames)
  }

  /** `fallback` is the default of the field that has this type, if it has one. */
  of(type: AvroType, optional = false, fallback?: Json): Schema {
    if (type.kind === 'union') return this.#union(type, fallback)
    const given = type.attributes['connect.default'] ?? fallback
    const value = given === undefined ? undefined : this.#defaults.read(type, given)
    const flagged = fallback !== undefined && type.attributes['connect.default'] === undefined
    const { parameters: own, ...shape } = this.#shape(type)
    const { parameters: written, ...properties } = connectProperties(type.attributes)
    const parameters = { ...own, ...written, ...(flagged ? { [avroNames.fieldDefault]: 'true' } : {}) }
    return {
      ...shape,
      optional,
      ...(shape.name === undefined ? named(type) : {}),
      ...properties,
      ...(value === undefined ? {} : { default: value }),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    }
  }

  #union(type: UnionType, fallback: Json | undefined): Schema {
    const only = onlyBranch(type)
    if (only !== undefined) return this.of(only, type.branches.length === 2)
    const names = branchNames(type, this.#fullNames)
    const fields = type.branches.flatMap((branch, index) => {
      const name = names[index]
      return typeof name === 'string' ? [{ name, schema: this.of(branch, true) }] : []
    })
    if (fields.length === 0) throw nothingButNull()
    const value = fallback === undefined ? undefined : this.#defaults.read(type, fallback)
    return {
      type: 'struct',
      optional: fields.length < type.branches.length,
      name: avroNames.union,
      fields,
      ...(value === undefined || value === null ? {} : { default: value }),
    }
  }

  #shape(type: Exclude<AvroType, UnionType>): Shape {
    return match<typeof type, Shape>(type, {
      null: () => {
        throw nothingButNull()
      },
      boolean: () => ({ type: 'boolean' }),
      string: () => ({ type: 'string' }),
      int: intShape,
      long: longShape,
      float: () => ({ type: 'float32' }),
      double: () => ({ type: 'float64' }),
      bytes: bytesShape,
      fixed: bytesShape,
      enum: symbols => ({ type: 'string', parameters: enumParameters(symbols) }),
      array: array =>
        isMapOfEntries(array) ? this.#mapOfEntries(array.items) : { type: 'array', items: this.of(array.items) },
      map: ({ values }) => ({ type: 'map', keys: { type: 'string', optional: false }, items: this.of(values) }),
      record: record => ({ type: 'struct', fields: this.#fieldsOf(record), parameters: recordParameters(record) }),
    })
  }

  #mapOfEntries({ fields }: RecordType): Shape {
    const key = fields.find(field => field.name === 'key')
    const value = fields.find(field => field.name === 'value')
    if (fields.length !== 2 || key === undefined || value === undefined)
      throw unusable([], 'the entries of a map are records of a key and a value')
    return { type: 'map', keys: this.of(key.type), items: this.of(value.type) }
  }

  #fieldsOf(type: RecordType): Fields {
    const known = this.#fields.get(type)
    if (known !== undefined) return known
    const fields: { name: string; schema: Schema }[] = []
    this.#fields.set(type, fields)
    for (const field of type.fields)
      fields.push({ name: field.name, schema: this.of(field.type, false, field.attributes['default']) })
    return fields
  }
}

const nothingButNull = () => unusable([], 'a type of nothing but null has no place in Kafka Connect')

function intShape(type: AvroType): Shape {
  const form = valueForm(type)?.form
  if (form === 'int8' || form === 'int16') return { type: form }
  return form === 'date' || form === 'time'
    ? { type: 'int32', name: logicalNames[form], version: 1 }
    : { type: 'int32' }
}

const longShape = (type: AvroType): Shape =>
  valueForm(type) === undefined ? { type: 'int64' } : { type: 'int64', name: logicalNames.timestamp, version: 1 }

/** What Confluent takes for granted where no precision is given. */
const usualPrecision = 64

function bytesShape(type: PrimitiveType | FixedType): Shape {
  const size = type.kind === 'fixed' ? { [avroNames.fixedSize]: String(type.size) } : {}
  const form = valueForm(type)
  if (form?.form !== 'decimal') return { type: 'bytes', parameters: size }
  const { precision } = type.attributes
  const told = typeof precision === 'number' && precision !== usualPrecision
  const parameters = {
    scale: String(form.scale),
    ...(told ? { [avroNames.decimalPrecision]: String(precision) } : {}),
    ...size,
  }
  return { type: 'bytes', name: logicalNames.decimal, version: 1, parameters }
}

/** Records that Connect made of structs without a name are without one again. */
const named = (type: AvroType): { readonly name?: string } =>
  isNamed(type) && type.name !== undefined && !type.name.startsWith(avroNames.unnamed) ? { name: type.name } : {}
