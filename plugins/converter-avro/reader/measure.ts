import type { AvroType, RecordType } from './avro-type.ts'
import { unusable } from './unusable.ts'

const mostEmptyValues = 1000

/** Of what always takes as many bytes. All else but `fixed` and records takes one at least. */
const sizes: { readonly [kind: string]: number } = { null: 0, float: 4, double: 8 }

/**
 * How much a value of a type takes at least. Counts in a message are held against what is left of it, so that a few hostile
 * bytes do not become many values.
 */
export class Measure {
  readonly #records = new Map<RecordType, Least | 'being measured'>()

  /** Also refuses types without end, and those that make very many values of no bytes at all. */
  least(type: AvroType): Least {
    if (type.kind === 'record') return this.#record(type)
    const bytes = type.kind === 'fixed' ? type.size : (sizes[type.kind] ?? 1)
    return { bytes, emptyValues: bytes === 0 ? 1 : 0 }
  }

  #record(type: RecordType): Least {
    const known = this.#records.get(type)
    const name = type.name ?? 'record'
    if (known === 'being measured') throw unusable([], `each "${name}" holds another one, without end`)
    if (known !== undefined) return known
    this.#records.set(type, 'being measured')
    let bytes = 0
    let emptyValues = 0
    for (const field of type.fields) {
      const least = this.least(field.type)
      bytes += least.bytes
      emptyValues += least.emptyValues
    }
    if (bytes === 0) emptyValues += 1
    if (emptyValues > mostEmptyValues) throw unusable([], `a "${name}" holds too many values that take no bytes`)
    this.#records.set(type, { bytes, emptyValues })
    return { bytes, emptyValues }
  }
}

export interface Least {
  readonly bytes: number
  /** How many values are made without any byte being read for them. */
  readonly emptyValues: number
}
