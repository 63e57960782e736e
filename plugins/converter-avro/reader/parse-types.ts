import { isDeepStrictEqual } from 'node:util'
import {
  type AvroType,
  isNamed,
  type NamedType,
  type PrimitiveType,
  primitives,
  type RecordField,
} from './avro-type.ts'
import { isObject, type Json, parseJson, printJson } from './json.ts'
import { unusable } from './unusable.ts'

export interface ParsedTypes {
  readonly type: AvroType
  /** Whether the text stands by itself and would be taken by any Avro tool as it is. */
  readonly plain: boolean
}

/** The type that `text` describes; it may refer to types in `references`, each of them to those before it. */
export function parseTypes(text: string, references: readonly string[]): ParsedTypes {
  const parser = new Parser()
  for (const reference of references) parser.parse(parseJson(reference), outermost)
  const type = parser.parse(parseJson(text), outermost)
  return { type, plain: references.length === 0 && !parser.lenient }
}

/** Where in the schema something stands: names without a dot belong to the namespace. */
interface Place {
  readonly namespace: string
  readonly path: readonly string[]
}

const outermost: Place = { namespace: '', path: [] }
const within = ({ namespace, path }: Place, step: string): Place => ({ namespace, path: [...path, step] })

const deepest = 100

type Definition = { readonly [key: string]: Json }

class Parser {
  /** Whether something was read that the specification does not allow: a type without a name, or one defined twice. */
  lenient = false
  readonly #named = new Map<string, { readonly type: NamedType; readonly definition: Definition }>()
  #ambiguous = false

  parse(json: Json, place: Place): AvroType {
    if (place.path.length > deepest) throw unusable(place.path, `types are nested more than ${deepest} deep`)
    if (typeof json === 'string') return this.#reference(json, place)
    if (Array.isArray(json)) return this.#union(json as readonly Json[], place)
    if (isObject(json)) return this.#definition(json, place)
    throw unusable(place.path, `${printJson(json)} is no type`)
  }

  #reference(name: string, place: Place): AvroType {
    const qualified = name.includes('.') || place.namespace === '' ? name : `${place.namespace}.${name}`
    const found = isPrimitive(name) ? undefined : (this.#named.get(qualified) ?? this.#named.get(name))
    return found?.type ?? primitive(name, place)
  }

  #union(branches: readonly Json[], place: Place): AvroType {
    const types = branches.map((branch, index) => this.parse(branch, within(place, `branch ${index}`)))
    if (types.length === 0) throw unusable(place.path, 'a union without branches has no values')
    if (types.some(type => type.kind === 'union')) throw unusable(place.path, 'a union stands directly in a union')
    return { kind: 'union', branches: types }
  }

  #definition(definition: Definition, place: Place): AvroType {
    const { type = null, ...attributes } = definition
    if (type === 'record' || type === 'error' || type === 'enum' || type === 'fixed')
      return this.#define(definition, place)
    if (type === 'array') {
      const { items = null, ...rest } = attributes
      return { kind: 'array', items: this.parse(items, within(place, 'items')), attributes: rest }
    }
    if (type === 'map') {
      const { values = null, ...rest } = attributes
      return { kind: 'map', values: this.parse(values, within(place, 'values')), attributes: rest }
    }
    return this.#annotated(this.parse(type, place), attributes)
  }

  /** A type in the place of a type's name: what stands beside it counts as if it stood within. */
  #annotated(type: AvroType, attributes: Definition): AvroType {
    if (isNamed(type) || type.kind === 'union') return type
    return { ...type, attributes: { ...type.attributes, ...attributes } }
  }

  #define(definition: Definition, place: Place): NamedType {
    const name = fullName(definition, place)
    const earlier = name === undefined ? undefined : this.#named.get(name)
    this.lenient ||= name === undefined || earlier !== undefined
    if (earlier !== undefined) {
      if (!this.#ambiguous && isDeepStrictEqual(earlier.definition, definition)) return earlier.type
      this.#ambiguous = true
    }
    const inside = { namespace: namespaceOf(name, place), path: place.path }
    const fields: RecordField[] = []
    const type = namedType(definition, { name, fields, place: inside })
    if (name !== undefined) this.#named.set(name, { type, definition })
    if (type.kind === 'record') this.#fields(definition, fields, inside)
    return type
  }

  #fields(definition: Definition, fields: RecordField[], place: Place): void {
    const names = new Set<string>()
    for (const field of list(definition, 'fields', place)) {
      const name = isObject(field) ? field['name'] : undefined
      if (!isObject(field) || typeof name !== 'string') throw unusable(place.path, 'a field has no name')
      if (names.has(name)) throw unusable(place.path, `two fields are called "${name}"`)
      names.add(name)
      const { name: _, type = null, ...attributes } = field
      fields.push({ name, type: this.parse(type, within(place, name)), attributes })
    }
  }
}

function namedType(
  definition: Definition,
  { name, fields, place }: { name: string | undefined; fields: readonly RecordField[]; place: Place },
): NamedType {
  const { type, name: _, namespace: __, fields: ___, symbols: ____, size, ...attributes } = definition
  if (type === 'enum') return { kind: 'enum', name, symbols: symbolsOf(definition, place), attributes }
  if (type !== 'fixed') return { kind: 'record', name, fields, attributes }
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size >= 2 ** 31)
    throw unusable(place.path, `the size of a fixed type is a number of bytes, found ${printJson(size ?? null)}`)
  return { kind: 'fixed', name, size, attributes }
}

function symbolsOf(definition: Definition, place: Place): readonly string[] {
  const symbols = list(definition, 'symbols', place)
  const texts = symbols.filter(symbol => typeof symbol === 'string')
  if (texts.length < symbols.length || new Set(texts).size < texts.length)
    throw unusable(place.path, 'the symbols of an enum are texts that differ')
  return texts
}

function list(definition: Definition, key: string, place: Place): readonly Json[] {
  const value = definition[key]
  if (!Array.isArray(value)) throw unusable(place.path, `it needs a list of ${key}`)
  return value as readonly Json[]
}

function fullName({ name, namespace }: Definition, place: Place): string | undefined {
  if (typeof name !== 'string' || name === '') return undefined
  const space = typeof namespace === 'string' ? namespace : place.namespace
  return name.includes('.') || space === '' ? name : `${space}.${name}`
}

const namespaceOf = (name: string | undefined, place: Place): string =>
  name === undefined ? place.namespace : name.slice(0, Math.max(0, name.lastIndexOf('.')))

const isPrimitive = (name: string): name is PrimitiveType['kind'] => (primitives as readonly string[]).includes(name)

function primitive(name: string, place: Place): PrimitiveType {
  if (isPrimitive(name)) return { kind: name, attributes: {} }
  throw unusable(place.path, `the type "${name}" is defined nowhere before`)
}
