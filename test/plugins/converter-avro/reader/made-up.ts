import type { Random } from '../../../fixtures/alerts/random.ts'
import { type MadeUp, named, type Pair, pick, type SchemaJson, same, simpleTypes } from './made-up-simple.ts'

/** A schema of all kinds of types, recursive ones among them. */
export function madeUpSchema(random: Random): Pick<MadeUp, 'json' | 'value'> {
  const { json, value } = new MadeUpTypes(random).record(3)
  return { json: { ...(json as object), namespace: 'made.up' }, value }
}

interface MadeUpField {
  readonly name: string
  readonly type: MadeUp
}

class MadeUpTypes {
  readonly #random: Random
  readonly #records: MadeUp[] = []
  #names = 0

  constructor(random: Random) {
    this.#random = random
  }

  record(depth: number): MadeUp {
    const random = this.#random
    const name = this.#name('R')
    const fields: MadeUpField[] = []
    const reference: MadeUp = { json: name, branch: named(name), value: () => structOf(fields) }
    for (let index = 0; index <= random.below(6); index += 1)
      fields.push({ name: `f${index}`, type: this.#type(depth - 1) })
    // Now and then one more of the same, so that chains end.
    if (random.below(3) === 0)
      fields.push({ name: 'next', type: this.#optional(reference, () => random.below(3) === 0) })
    this.#records.push(reference)
    const json = { type: 'record', name, fields: fields.map(field => ({ name: field.name, type: field.type.json })) }
    return { ...reference, json }
  }

  #type(depth: number): MadeUp {
    const random = this.#random
    const kind = depth > 0 ? random.below(10) : 0
    if (kind < 4) return this.#simple(pick(Object.keys(simpleTypes), random))
    if (kind === 4) return this.#list(depth)
    if (kind === 5) return this.#map(depth)
    if (kind === 6) return this.record(depth)
    if (kind === 7) return this.#records.length > 0 ? pick(this.#records, random) : this.record(depth)
    return kind === 8 ? this.#optional(this.#type(0), () => random.below(4) > 0) : this.#union(depth)
  }

  #simple(kind: string): MadeUp {
    const make = simpleTypes[kind]
    if (make === undefined) throw new Error(`no type ${kind}`)
    return make(this.#random, this.#name('S'))
  }

  #optional(type: MadeUp, present: () => boolean): MadeUp {
    const json = this.#random.below(2) === 0 ? ['null', type.json] : [type.json, 'null']
    return union(json, () => (present() ? wrapped(type, type.value()) : same(null)))
  }

  /** Of two branches and more, neither of which is null. */
  #union(depth: number): MadeUp {
    const random = this.#random
    const branches = [this.#simple('int'), this.#simple('enum'), this.#list(depth)]
    if (random.below(2) === 0) branches.push(this.#simple('string'), this.#simple('fixed'), this.record(depth))
    const json: SchemaJson[] = branches.map(branch => branch.json)
    const optional = random.below(2) === 0
    if (optional) json.splice(random.below(2), 0, 'null')
    return union(json, () => {
      if (optional && random.below(3) === 0) return same(null)
      const taken = pick(branches, random)
      const { ours, avscs } = wrapped(taken, taken.value())
      return { ours: Object.fromEntries(branches.map(each => [each.branch.ours, each === taken ? ours : null])), avscs }
    })
  }

  #list(depth: number): MadeUp {
    const items = this.#type(depth - 1)
    return {
      json: { type: 'array', items: items.json },
      branch: { ours: 'array', avscs: 'array' },
      value: () => {
        const values = Array.from({ length: this.#random.below(4) }, () => items.value())
        return { ours: values.map(({ ours }) => ours), avscs: values.map(({ avscs }) => avscs) }
      },
    }
  }

  #map(depth: number): MadeUp {
    const values = this.#type(depth - 1)
    return {
      json: { type: 'map', values: values.json },
      branch: { ours: 'map', avscs: 'map' },
      value: () => {
        const keys = Array.from({ length: this.#random.below(4) }, (_, index) => `key ${index}`)
        const entries = keys.map(key => ({ key, value: values.value() }))
        return {
          ours: new Map(entries.map(({ key, value }) => [key, value.ours])),
          avscs: Object.fromEntries(entries.map(({ key, value }) => [key, value.avscs])),
        }
      },
    }
  }

  #name(prefix: string): string {
    this.#names += 1
    return `${prefix}${this.#names}`
  }
}

/** Never itself a branch. */
const union = (json: readonly SchemaJson[], value: () => Pair): MadeUp => ({
  json,
  branch: { ours: '', avscs: '' },
  value,
})

const wrapped = ({ branch }: MadeUp, { ours, avscs }: Pair): Pair => ({ ours, avscs: { [branch.avscs]: avscs } })

function structOf(fields: readonly MadeUpField[]): Pair {
  const values = fields.map(({ name, type }) => ({ name, value: type.value() }))
  return {
    ours: Object.fromEntries(values.map(({ name, value }) => [name, value.ours])),
    avscs: Object.fromEntries(values.map(({ name, value }) => [name, value.avscs])),
  }
}
