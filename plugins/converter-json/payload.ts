import type { Schema } from 'psconnect/plugin'
import { setOwn } from './json-reader.ts'
import { Mismatch, reading, within } from './mismatch.ts'
import { Numeral } from './numerals.ts'
import { described, scalarReader } from './scalars.ts'

/** Reads values of a schema from JSON whose numbers are Numerals. */
export class PayloadReader {
  readonly #nullAsDefault: boolean

  constructor(nullAsDefault: boolean) {
    this.#nullAsDefault = nullAsDefault
  }

  /** Throws RECORD_UNREADABLE where JSON and schema do not fit. */
  read(json: unknown, schema: Schema): unknown {
    return reading('it does not fit its schema', () => this.part(json, schema))
  }

  /** The same within something larger: throws Mismatch. */
  part(json: unknown, schema: Schema): unknown {
    if (json === null || json === undefined) return this.#missing(schema)
    const scalar = scalarReader(schema)
    if (scalar) return scalar(json, schema)
    if (schema.type === 'struct') return this.#struct(json, schema)
    return schema.type === 'array' ? this.#array(json, schema) : this.#map(json, schema)
  }

  #missing({ default: instead, optional }: Schema): unknown {
    if (this.#nullAsDefault && instead !== undefined) return instead
    if (optional) return null
    throw new Mismatch('expected a value, as the schema requires one, found none')
  }

  #struct(json: unknown, { fields = [] }: Schema): unknown {
    const members = objectOf(json)
    const struct = {}
    for (const { name, schema } of fields) {
      const member = Object.hasOwn(members, name) ? members[name] : null
      setOwn(
        struct,
        name,
        within(`.${name}`, () => this.part(member, schema)),
      )
    }
    return struct
  }

  #array(json: unknown, { items = text }: Schema): unknown[] {
    return arrayOf(json).map((item, index) => within(`[${index}]`, () => this.part(item, items)))
  }

  /** From an object where keys are text, else from an array of pairs. */
  #map(json: unknown, { keys = text, items = text }: Schema): Map<unknown, unknown> {
    const pairs = keys.type === 'string' ? Object.entries(objectOf(json)) : arrayOf(json)
    const entries = pairs.map((pair, index) =>
      within(`[${index}]`, (): [unknown, unknown] => {
        const [key, item] = arrayOf(pair)
        return [this.part(key, keys), this.part(item, items)]
      }),
    )
    return new Map(entries)
  }
}

const text: Schema = { type: 'string', optional: false }

function arrayOf(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw new Mismatch(`expected an array, found ${described(json)}`)
  return json
}

export function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || json instanceof Numeral)
    throw new Mismatch(`expected an object, found ${described(json)}`)
  return json as Readonly<Record<string, unknown>>
}
