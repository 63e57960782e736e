import {
  type ArrayType,
  type AvroType,
  isMapOfEntries,
  isSimple,
  match,
  onlyBranch,
  type RecordType,
  type SimpleType,
  type UnionType,
} from './avro-type.ts'
import { branchNames } from './branch-names.ts'
import { decimalText } from './decimal.ts'
import { isObject, type Json } from './json.ts'
import { valueForm } from './value-form.ts'

/** Reads default values, which a schema's text holds as JSON, into the form that values have here. */
export class DefaultValues {
  readonly #fullNames: boolean

  constructor(fullNames: boolean) {
    this.#fullNames = fullNames
  }

  /** Undefined where it does not fit the type: as for Confluent there is no default then, which no record needs to be read. */
  read(type: AvroType, json: Json): unknown {
    try {
      return this.#value(type, json)
    } catch (error) {
      if (error instanceof Misfit) return undefined
      throw error
    }
  }

  #value(type: AvroType, json: Json): unknown {
    if (isSimple(type)) return simple(type, json)
    return match(type, {
      union: union => this.#union(union, json),
      record: record => this.#record(record, json),
      array: array => this.#array(array, json),
      map: ({ values }) => new Map(entries(json).map(([key, item]) => [key, this.#value(values, item)])),
    })
  }

  /** It is a value of the first branch. */
  #union(type: UnionType, json: Json): unknown {
    const [first] = type.branches
    if (first === undefined || first.kind === 'null') return simple({ kind: 'null', attributes: {} }, json)
    const value = this.#value(first, json)
    if (onlyBranch(type) !== undefined) return value
    const names = branchNames(type, this.#fullNames)
    return struct(names.flatMap((name, index) => (name === null ? [] : [[name, index === 0 ? value : null]])))
  }

  #record({ fields }: RecordType, json: Json): unknown {
    const given = new Map(entries(json))
    return struct(
      fields.map(field => [
        field.name,
        this.#value(field.type, given.get(field.name) ?? field.attributes['default'] ?? null),
      ]),
    )
  }

  #array(type: ArrayType, json: Json): unknown {
    if (!Array.isArray(json)) throw new Misfit()
    const items = (json as readonly Json[]).map(item => this.#value(type.items, item))
    if (!isMapOfEntries(type)) return items
    return new Map((items as { key: unknown; value: unknown }[]).map(({ key, value }) => [key, value]))
  }
}

class Misfit extends Error {}

const simple = (type: SimpleType, json: Json): unknown =>
  match(type, {
    null: () => fits(json, json === null),
    boolean: () => fits(json, typeof json === 'boolean'),
    string: () => fits(json, typeof json === 'string'),
    enum: ({ symbols }) => fits(json, typeof json === 'string' && symbols.includes(json)),
    float: () => number(json),
    double: () => number(json),
    int: () => int(type, json),
    long: () => long(type, json),
    bytes: () => bytes(type, json),
    fixed: () => bytes(type, json),
  })

const number = (json: Json): unknown => fits(Number(json), typeof json === 'number' || typeof json === 'bigint')

function int(type: SimpleType, json: Json): unknown {
  if (typeof json !== 'number' || !Number.isInteger(json) || json !== (json | 0)) throw new Misfit()
  const form = valueForm(type)?.form
  if (form === 'date') return new Date(json * 86_400_000)
  return form === 'time' ? new Date(json) : json
}

function long(type: SimpleType, json: Json): unknown {
  if (typeof json !== 'bigint' && !Number.isSafeInteger(json)) throw new Misfit()
  const value = BigInt(json as bigint | number)
  if (value !== BigInt.asIntN(64, value)) throw new Misfit()
  return valueForm(type) === undefined ? value : new Date(Number(value))
}

/** In JSON each character stands for the byte of its number. */
function bytes(type: SimpleType, json: Json): unknown {
  if (typeof json !== 'string' || /[^\0-\xff]/.test(json)) throw new Misfit()
  const value = Uint8Array.from(json, character => character.charCodeAt(0))
  if (type.kind === 'fixed' && value.length !== type.size) throw new Misfit()
  const form = valueForm(type)
  return form?.form === 'decimal' ? decimalText(value, form.scale) : value
}

function fits<T>(value: T, fitting: boolean): T {
  if (fitting) return value
  throw new Misfit()
}

const entries = (json: Json): [string, Json][] => Object.entries(fits(json, isObject(json)) as Record<string, Json>)

const struct = (fields: unknown[][]): unknown => Object.fromEntries(fields as [string, unknown][])
