import {
  type ArrayType,
  type AvroType,
  isMapOfEntries,
  isSimple,
  match,
  onlyBranch,
  type RecordType,
  type UnionType,
} from './avro-type.ts'
import { check, type Prepare, simpleValue } from './avsc-simple.ts'
import { type AvscTypes, avscNames } from './avsc-type.ts'
import { branchNames } from './branch-names.ts'

/** Checks values and brings them into the form in which avsc writes them. */
export class AvscValues {
  /** Where in the value the work is at: after a Misfit, what does not fit. */
  readonly path: (string | number)[] = []
  readonly #types: AvscTypes
  readonly #fullNames: boolean
  readonly #records = new Map<RecordType, Prepare>()

  constructor(types: AvscTypes, fullNames: boolean) {
    this.#types = types
    this.#fullNames = fullNames
  }

  of(type: AvroType): Prepare {
    if (isSimple(type)) return simpleValue(type)
    return match<typeof type, Prepare>(type, {
      union: union => this.#union(union),
      record: record => this.#record(record),
      array: array => this.#array(array),
      map: ({ values }) => this.#entries(simpleValue({ kind: 'string', attributes: {} }), this.of(values)),
    })
  }

  #union(type: UnionType): Prepare {
    const only = onlyBranch(type)
    if (only === undefined) return this.#branches(type)
    const prepare = this.of(only)
    const name = this.#types.branchName(only)
    const optional = type.branches.length === 2
    return value => (optional && (value ?? null) === null ? null : { [name]: prepare(value) })
  }

  /** Of a struct with a field for each branch: that of the one which is not null. */
  #branches(type: UnionType): Prepare {
    const names = branchNames(type, this.#fullNames)
    const optional = names.includes(null)
    const branches = type.branches.flatMap((branch, index) => {
      const name = names[index] ?? null
      return name === null ? [] : [{ name, avscName: this.#types.branchName(branch), prepare: this.of(branch) }]
    })
    return value => {
      if (optional && (value ?? null) === null) return null
      check(isStruct(value), 'a struct with a field for each branch', value)
      const given = branches.filter(({ name }) => property(value, name) !== null)
      const [branch] = given
      check(given.length === 1 && branch !== undefined, 'one branch that is not null', value)
      return { [branch.avscName]: this.#within(branch.name, branch.prepare, property(value, branch.name)) }
    }
  }

  #record(type: RecordType): Prepare {
    const known = this.#records.get(type)
    if (known !== undefined) return known
    const fields: { name: string; avscName: string; prepare: Prepare }[] = []
    const prepareRecord: Prepare = value => {
      check(isStruct(value), 'a struct', value)
      const record: Record<string, unknown> = {}
      for (const { name, avscName, prepare } of fields)
        record[avscName] = this.#within(name, prepare, property(value, name))
      return record
    }
    this.#records.set(type, prepareRecord)
    for (const [index, field] of type.fields.entries())
      fields.push({ name: field.name, avscName: avscNames.field(index), prepare: this.of(field.type) })
    return prepareRecord
  }

  #array(type: ArrayType): Prepare {
    if (isMapOfEntries(type)) return this.#mapOfEntries(type.items)
    const prepare = this.of(type.items)
    return value => {
      check(Array.isArray(value), 'an array', value)
      return value.map((item, index) => this.#within(index, prepare, item))
    }
  }

  #mapOfEntries(entry: RecordType): Prepare {
    const prepare = this.of(entry)
    return value => {
      check(value instanceof Map, 'a Map', value)
      return Array.from(value, ([key, item], index) => this.#within(index, prepare, { key, value: item }))
    }
  }

  #entries(prepareKey: Prepare, prepareItem: Prepare): Prepare {
    return value => {
      check(value instanceof Map, 'a Map', value)
      return Array.from(value, ([key, item]) => ({
        [avscNames.field(0)]: prepareKey(key),
        [avscNames.field(1)]: this.#within(String(key), prepareItem, item),
      }))
    }
  }

  #within(step: string | number, prepare: Prepare, value: unknown): unknown {
    this.path.push(step)
    const prepared = prepare(value)
    this.path.pop()
    return prepared
  }
}

const isStruct = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)

/** A field that is not there is null; what an object inherits is no field. */
const property = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? ((value as Record<string, unknown>)[name] ?? null) : null
