import { type AvroType, isNamed, type NamedType, type RecordType } from './avro-type.ts'
import { type Json, printJson } from './json.ts'

/**
 * The text of a schema with each type defined once, where it stands first, and named: types that had no name are given one, and so is a
 * second type of the same name.
 */
export const schemaText = (type: AvroType): string => printJson(new Printer().print(type))

class Printer {
  readonly #given = new Map<NamedType, string>()
  readonly #taken = new Set<string>()

  print(type: AvroType): Json {
    if (type.kind === 'union') return type.branches.map(branch => this.print(branch))
    if (isNamed(type)) return this.#given.get(type) ?? this.#define(type)
    if (type.kind === 'array') return { ...type.attributes, type: 'array', items: this.print(type.items) }
    if (type.kind === 'map') return { ...type.attributes, type: 'map', values: this.print(type.values) }
    return Object.keys(type.attributes).length === 0 ? type.kind : { ...type.attributes, type: type.kind }
  }

  #define(type: NamedType): Json {
    const name = this.#freeName(type.name ?? `unnamed_${type.kind}`)
    this.#given.set(type, name)
    // Within a namespace, a name without a dot would be one of that namespace.
    const head = { ...type.attributes, type: type.kind, name, ...(name.includes('.') ? {} : { namespace: '' }) }
    if (type.kind === 'enum') return { ...head, symbols: type.symbols }
    return type.kind === 'fixed' ? { ...head, size: type.size } : { ...head, fields: this.#fields(type) }
  }

  #fields({ fields }: RecordType): Json {
    return fields.map(({ name, type, attributes }) => ({ ...attributes, name, type: this.print(type) }))
  }

  #freeName(wanted: string): string {
    let name = wanted
    for (let number = 2; this.#taken.has(name); number += 1) name = `${wanted}_${number}`
    this.#taken.add(name)
    return name
  }
}
