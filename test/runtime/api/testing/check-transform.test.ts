import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  ConnectError,
  type ConnectRecord,
  definePredicate,
  defineTransform,
  type Predicate,
  type Schema,
  type Transform,
} from 'psconnect/plugin'
import { checkPredicate, checkTransform, connectRecord } from 'psconnect/plugin/testing'
import { breaks } from './broken.ts'

const schema: Schema = {
  type: 'struct',
  optional: false,
  fields: [{ name: 'band', schema: { type: 'string', optional: false } }],
}
const alert = (band: string): ConnectRecord =>
  connectRecord({ value: { band }, valueSchema: schema, key: Buffer.from('k'), headers: { night: Buffer.from('1') } })

const bandOf = ({ value: { value } }: ConnectRecord): unknown =>
  typeof value === 'object' && value !== null && 'band' in value ? value.band : undefined
const withBand = (record: ConnectRecord, band: unknown): ConnectRecord => ({
  ...record,
  value: { schema: record.value.schema, value: { ...(record.value.value as object), band } },
})

/** Writes bands in capitals, drops z and refuses what has none. */
const good: Transform = {
  apply(record) {
    const band = bandOf(record)
    if (typeof band !== 'string') throw new ConnectError('RECORD_REFUSED', 'it has no band')
    return band === 'z' ? null : withBand(record, band.toUpperCase())
  },
}
const samples = { records: [alert('g')], dropped: [alert('z')], refused: [connectRecord({})], limitMs: 1_000 }
const check = (transform: Partial<Transform>, plugin: { valueNeeds?: () => 'nothing' | [['band']] } = {}) =>
  checkTransform(
    defineTransform({ name: 'capitals', config: {}, ...plugin, create: () => ({ ...good, ...transform }) }),
    samples,
  )
/** Does something else with what the good one lets pass. */
const instead = (change: (made: ConnectRecord, record: ConnectRecord) => unknown): Partial<Transform> => ({
  apply(record) {
    const made = good.apply(record)
    return made && (change(made, record) as ConnectRecord)
  },
})
const closesOnce = () => {
  let closed = false
  return async () => {
    assert.ok(!closed, 'closed twice')
    closed = true
  }
}

it('a transform that keeps the contract passes', () => check({}))

const cases: readonly [asks: string, transform: Partial<Transform>, needs?: 'nothing' | [['band']]][] = [
  ['the method apply', { apply: undefined as never }],
  ['let pass, drop and refuse', { apply: record => record }],
  ['return a record or null', instead(() => undefined)],
  ['return a record or null', instead(async made => made)],
  ['return a record or null', instead(made => ({ ...made, value: 'text' }))],
  ['whatever it is given', { apply: record => (assert.ok(record.value.value), good.apply(record)) }],
  ['keep `original`', instead(made => ({ ...made, original: { ...made.original } }))],
  [
    'must not change the record',
    {
      apply(record) {
        const made = good.apply(record)
        if (made) (record.value.value as Record<string, unknown>)['band'] = 'G'
        return made && record
      },
    },
  ],
  [
    'must not change the record',
    instead((made, { key }) => (key.value instanceof Uint8Array ? key.value.fill(0) : key) && made),
  ],
  ['of the type that its schema says', instead(made => withBand(made, 1))],
  [
    'share one schema object',
    instead(made => ({ ...made, value: { ...made.value, schema: structuredClone(made.value.schema) } })),
  ],
  [
    'must lose its `encoded`',
    instead((made, { value: { encoded } }) => ({ ...made, value: { ...made.value, ...(encoded && { encoded }) } })),
  ],
  ['valueNeeds must leave values as they are', {}, [['band']]],
  [
    'valueNeeds must read nothing else',
    {
      apply: record =>
        typeof bandOf(record) === 'string' ? (good.apply(record) ?? null) && record : good.apply(record),
    },
    'nothing',
  ],
  ['close may be called again', { close: closesOnce() }],
]

describe('the kit finds out', () => {
  for (const [asks, transform, needs] of cases)
    it(`a transform that breaks: ${asks}`, () =>
      breaks(check(transform, needs ? { valueNeeds: () => needs } : {}), asks))
})

const isGreen: Predicate = { test: record => bandOf(record) === 'g' }
const decide = (predicate: Partial<Predicate>, needs: 'nothing' | [['band']] = [['band']]) =>
  checkPredicate(
    definePredicate({
      name: 'green',
      config: {},
      valueNeeds: () => needs,
      create: () => ({ ...isGreen, ...predicate }),
    }),
    { matching: [alert('g')], others: [alert('r'), connectRecord({})], limitMs: 1_000 },
  )

it('a predicate that keeps the contract passes', () => decide({}))

const predicates: readonly [asks: string, predicate: Partial<Predicate>, needs?: 'nothing'][] = [
  ['the method test', { test: undefined as never }],
  ['true of the records that match', { test: () => false }],
  ['true of the records that match', { test: () => true }],
  ['return true or false', { test: record => (bandOf(record) === 'g' && 'yes') as boolean }],
  ['whatever it is given', { test: ({ value }) => (value.value as { band: string }).band === 'g' }],
  [
    'must not change',
    { test: record => isGreen.test(record) && delete (record.value.value as { band?: string }).band },
  ],
  ['must read nothing else', {}, 'nothing'],
  ['close may be called again', { close: closesOnce() }],
]

describe('the kit finds out', () => {
  for (const [asks, predicate, needs] of predicates)
    it(`a predicate that breaks: ${asks}`, () => breaks(decide(predicate, needs), asks))
})
