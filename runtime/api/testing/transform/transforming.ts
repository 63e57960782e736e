import { isDeepStrictEqual } from 'node:util'
import type { Needs } from '../../needs.ts'
import type { ConnectRecord } from '../../record.ts'
import type { Transform } from '../../transform.ts'
import { broken, type Clause } from '../contract.ts'
import { copy } from '../copy.ts'
import { misfitOf } from '../misfit.ts'
import { describe, doubtfulOf, fresh, type Given, labelled } from './given-records.ts'
import { describeOutcome, type Outcome, outcomeOf } from './outcome.ts'
import { pruned } from './pruned.ts'

export interface TransformSubject {
  readonly create: () => Promise<Transform>
  /** What it says that it reads of values, which it does not change then. */
  readonly needs: Needs | undefined
  readonly records: readonly ConnectRecord[]
  readonly dropped: readonly ConnectRecord[]
  readonly refused: readonly ConnectRecord[]
}

const samplesOf = ({ records, dropped, refused }: TransformSubject): Given[] => [
  ...labelled(records, 'records'),
  ...labelled(dropped, 'dropped'),
  ...labelled(refused, 'refused'),
]
const allOf = (subject: TransformSubject): Given[] => [...samplesOf(subject), ...doubtfulOf(samplesOf(subject))]

export const transforming: readonly Clause<TransformSubject>[] = [
  {
    asks: 'create must give an object with the method apply.',
    member: 'Transform.apply',
    says: 'Returns the record, a changed copy of it, or null to drop it',
    first: true,
    async check({ create }) {
      if (typeof (await create())?.apply !== 'function') broken('it has no method apply')
    },
  },
  {
    asks: 'apply must let pass, drop and refuse what it is said to.',
    member: 'Transform.apply',
    says: 'Returns the record, a changed copy of it, or null to drop it',
    async check(subject) {
      const transform = await subject.create()
      expectAll(transform, labelled(subject.records, 'records'), 'record')
      expectAll(transform, labelled(subject.dropped, 'dropped'), 'dropped')
      expectAll(transform, labelled(subject.refused, 'refused'), 'refused')
    },
  },
  {
    asks: 'apply must return a record or null, or throw an error of the scope record, whatever it is given.',
    member: 'Transform.apply',
    says: "To refuse a record, throw `new ConnectError('RECORD_REFUSED', why)`",
    check: subject =>
      forEach(subject, (outcome, given) => {
        if (outcome.kind === 'wrong') broken(`for ${describe(given)} it ${outcome.what}`)
      }),
  },
  {
    asks: 'A changed record must keep `original`.',
    member: 'ConnectRecord',
    says: 'a change is a new object that keeps `original`',
    check: subject =>
      forEach(subject, (outcome, given) => {
        if (outcome.kind === 'record' && outcome.record.original !== given.record.original)
          broken(`what it made of ${describe(given)} has another \`original\``)
      }),
  },
  {
    asks: 'apply must not change the record it is given, nor anything in it.',
    member: 'Transform.apply',
    says: 'Never changes what it was given',
    async check(subject) {
      const transform = await subject.create()
      for (const given of allOf(subject)) {
        const record = copy(given.record)
        outcomeOf(transform, record)
        if (!isDeepStrictEqual(record, given.record)) broken(`it changed ${describe(given)}`)
      }
    },
  },
  {
    asks: 'What it makes of a key or value must be of the type that its schema says.',
    member: 'Schema',
    says: 'In JavaScript the values are: number (int8, int16, int32, float32, float64), bigint (int64), boolean, string, Uint8Array (bytes), array, Map (map), and a plain object with a property per field (struct).',
    async check(subject) {
      const transform = await subject.create()
      for (const given of samplesOf(subject)) {
        const outcome = outcomeOf(transform, fresh(given.record))
        if (outcome.kind === 'record') checkTypes(outcome.record, given)
      }
    },
  },
  {
    asks: 'What it makes of values with one schema must share one schema object.',
    member: 'SchemaAndValue',
    says: 'one shared object per schema, never one per record',
    async check(subject) {
      const transform = await subject.create()
      for (const given of samplesOf(subject)) {
        const [one, other] = [outcomeOf(transform, fresh(given.record)), outcomeOf(transform, fresh(given.record))]
        if (one.kind !== 'record' || other.kind !== 'record') continue
        if (one.record.value.schema !== other.record.value.schema || one.record.key.schema !== other.record.key.schema)
          broken(`of ${describe(given)}, given twice, it made two schema objects: remember the one made for a schema`)
      }
    },
  },
  {
    asks: 'A value that it changes must lose its `encoded`, which holds the bytes of the old one.',
    member: 'SchemaAndValue.encoded',
    says: 'A transform that changes the value makes a new object without it.',
    check: subject =>
      forEach(subject, (outcome, given) => {
        if (outcome.kind === 'record' && outcome.record.value.encoded && !sameValue(outcome, given))
          broken(`the value it made of ${describe(given)} still has \`encoded\``)
      }),
  },
  {
    asks: 'A transform with valueNeeds must leave values as they are.',
    member: 'TransformPlugin.valueNeeds',
    says: 'For a transform that never changes the value',
    check: subject =>
      subject.needs === undefined
        ? undefined
        : forEach(subject, (outcome, given) => {
            if (outcome.kind === 'record' && !sameValue(outcome, given))
              broken(`it changed the value of ${describe(given)}`)
          }),
  },
  {
    asks: 'A transform with valueNeeds must read nothing else of values.',
    member: 'TransformPlugin.valueNeeds',
    says: 'which parts of it it reads',
    async check({ create, needs, ...samples }) {
      if (needs === undefined) return
      const [transform, other] = [await create(), await create()]
      for (const given of samplesOf({ create, needs, ...samples })) {
        const whole = outcomeOf(transform, fresh(given.record))
        const rest = outcomeOf(other, { ...given.record, value: pruned(given.record.value, needs) })
        if (!isDeepStrictEqual(withoutValue(whole), withoutValue(rest)))
          broken(
            `without what it says not to need, it does otherwise with ${describe(given)}: it ${describeOutcome(rest)}`,
          )
      }
    },
  },
  {
    asks: 'close may be called again.',
    member: 'Transform.close',
    says: 'Idempotent',
    async check({ create }) {
      const transform = await create()
      await Promise.all([transform.close?.(), transform.close?.()])
      await transform.close?.()
    },
  },
]

function expectAll(transform: Transform, all: readonly Given[], kind: Outcome['kind']): void {
  for (const given of all) {
    const outcome = outcomeOf(transform, fresh(given.record))
    if (outcome.kind !== kind) broken(`it ${describeOutcome(outcome)}: ${describe(given)}`)
  }
}

/** A null may stand for a whole key or value, whatever its schema says: Kafka Connect's own transforms make some. */
function checkTypes(made: ConnectRecord, given: Given): void {
  for (const part of ['key', 'value'] as const) {
    const misfit = made[part].value === null ? undefined : misfitOf(made[part])
    if (misfit && !misfitOf(given.record[part])) broken(`in the ${part} it made of ${describe(given)}, ${misfit}`)
  }
}

/** What comes of each record. Each is carried with bytes beside its value, as some converters give them. */
async function forEach(subject: TransformSubject, look: (outcome: Outcome, given: Given) => void): Promise<void> {
  const transform = await subject.create()
  for (const { record, label } of allOf(subject)) {
    const value = record.value.value === null ? record.value : { ...record.value, encoded }
    const given = { record: { ...record, value }, label }
    look(outcomeOf(transform, fresh(given.record)), given)
  }
}

const encoded = Object.freeze({ bytes: Uint8Array.of(0), bodyStart: 0, format: 'contract' })

const sameValue = ({ record }: Outcome & { readonly kind: 'record' }, given: Given): boolean =>
  record.value.schema === given.record.value.schema && isDeepStrictEqual(record.value.value, given.record.value.value)

/** What is compared of an outcome where the value is not all there. */
const withoutValue = (outcome: Outcome): unknown =>
  outcome.kind === 'record' ? { ...outcome.record, value: undefined } : outcome.kind
