import type { Random } from '../../../fixtures/alerts/random.ts'

export type SchemaJson = string | Readonly<Record<string, unknown>> | readonly SchemaJson[]

/** A value as our reader gives it, and as avsc takes it where its unions are wrapped. */
export interface Pair {
  readonly ours: unknown
  readonly avscs: unknown
}

export interface MadeUp {
  readonly json: SchemaJson
  /** What it is called as a branch of a union. */
  readonly branch: { readonly ours: string; readonly avscs: string }
  readonly value: () => Pair
}

export const same = (value: unknown): Pair => ({ ours: value, avscs: value })
export const pick = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)] as T
export const named = (name: string) => ({ ours: name, avscs: `made.up.${name}` })

/** Types whose values hold no others. `name` is for those that need one. */
export const simpleTypes: Readonly<Record<string, (random: Random, name: string) => MadeUp>> = {
  boolean: random => ofKind('boolean', () => random.below(2) === 0),
  int: random => ofKind('int', () => pick([0, -1, 63, 64, -65, 2 ** 31 - 1, -(2 ** 31), random.next() | 0], random)),
  long: random =>
    ofKind('long', () => pick([0n, -1n, -65n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), long(random)], random)),
  float: random => ofKind('float', () => pick([0, -1.5, Number.NaN, Math.fround(random.fraction())], random)),
  double: random => ofKind('double', () => pick([0, Number.NEGATIVE_INFINITY, random.fraction()], random)),
  string: random =>
    ofKind('string', () => pick(['', 'r', 'Größe', '😀', '\ufffd', 'x'.repeat(random.below(100))], random)),
  bytes: random => ({ ...ofKind('bytes', () => null), value: () => bytes(random.bytes(random.below(40))) }),
  fixed(random, name) {
    const size = random.below(9)
    return { json: { type: 'fixed', name, size }, branch: named(name), value: () => bytes(random.bytes(size)) }
  },
  enum(random, name) {
    const symbols = Array.from({ length: 1 + random.below(100) }, (_, index) => `S${index}`)
    return { json: { type: 'enum', name, symbols }, branch: named(name), value: () => same(pick(symbols, random)) }
  },
}

const ofKind = (kind: string, draw: () => unknown): MadeUp => ({
  json: kind,
  branch: { ours: kind, avscs: kind },
  value: () => same(draw()),
})

const long = (random: Random): bigint =>
  BigInt.asIntN(64, (BigInt(random.next()) << 32n) | BigInt(random.next())) >> BigInt(random.below(64))

const bytes = (buffer: Buffer): Pair => ({ ours: new Uint8Array(buffer), avscs: buffer })
