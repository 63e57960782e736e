import { isDeepStrictEqual } from 'node:util'
import type { Needs } from '../../needs.ts'
import type { ConnectRecord } from '../../record.ts'
import type { Predicate } from '../../transform.ts'
import { broken, type Clause } from '../contract.ts'
import { copy } from '../copy.ts'
import { describeError, isRecordError } from '../errors.ts'
import { describe, doubtfulOf, fresh, type Given, labelled } from './given-records.ts'
import { pruned } from './pruned.ts'

export interface PredicateSubject {
  readonly create: () => Promise<Predicate>
  readonly needs: Needs | undefined
  readonly matching: readonly ConnectRecord[]
  readonly others: readonly ConnectRecord[]
}

const samplesOf = ({ matching, others }: PredicateSubject): Given[] => [
  ...labelled(matching, 'matching'),
  ...labelled(others, 'others'),
]

export const deciding: readonly Clause<PredicateSubject>[] = [
  {
    asks: 'create must give an object with the method test.',
    member: 'Predicate',
    says: 'Decides to which records a transform is applied',
    first: true,
    async check({ create }) {
      if (typeof (await create())?.test !== 'function') broken('it has no method test')
    },
  },
  {
    asks: 'test must be true of the records that match and false of the others.',
    member: 'Predicate',
    says: 'Decides to which records a transform is applied',
    async check({ create, matching, others }) {
      const predicate = await create()
      for (const given of labelled(matching, 'matching'))
        if (answer(predicate, fresh(given.record)) === false) broken(`it is false of ${describe(given)}`)
      for (const given of labelled(others, 'others'))
        if (answer(predicate, fresh(given.record)) === true) broken(`it is true of ${describe(given)}`)
    },
  },
  {
    asks: 'test must return true or false, or throw an error of the scope record, whatever it is given.',
    member: 'Predicate.test',
    says: 'Returns true or false, nothing that only counts as one of them',
    async check(subject) {
      const predicate = await subject.create()
      const samples = samplesOf(subject)
      for (const given of [...samples, ...doubtfulOf(samples)]) {
        const answered = answer(predicate, fresh(given.record))
        if (typeof answered === 'string' && answered !== 'refused') broken(`for ${describe(given)} it ${answered}`)
      }
    },
  },
  {
    asks: 'test must not change the record it is given, nor anything in it.',
    member: 'Predicate.test',
    says: 'Never changes what it was given',
    async check(subject) {
      const predicate = await subject.create()
      for (const given of samplesOf(subject)) {
        const record = copy(given.record)
        answer(predicate, record)
        if (!isDeepStrictEqual(record, given.record)) broken(`it changed ${describe(given)}`)
      }
    },
  },
  {
    asks: 'A predicate with valueNeeds must read nothing else of values.',
    member: 'PredicatePlugin.valueNeeds',
    says: 'Which parts of the value it reads; without it, all.',
    async check(subject) {
      const { create, needs } = subject
      if (needs === undefined) return
      const predicate = await create()
      for (const given of samplesOf(subject)) {
        const rest = { ...given.record, value: pruned(given.record.value, needs) }
        const [whole, without] = [answer(predicate, fresh(given.record)), answer(predicate, rest)]
        if (whole !== without)
          broken(`of ${describe(given)} it is ${whole}, and ${without} without what it says not to need`)
      }
    },
  },
  {
    asks: 'close may be called again.',
    member: 'Predicate.close',
    says: 'Idempotent',
    async check({ create }) {
      const predicate = await create()
      await Promise.all([predicate.close?.(), predicate.close?.()])
      await predicate.close?.()
    },
  },
]

/** True, false, `refused`, or what it did that no predicate may. */
function answer(predicate: Predicate, record: ConnectRecord): boolean | string {
  try {
    const answered: unknown = predicate.test(record)
    if (typeof answered === 'boolean') return answered
    return `returned ${answered instanceof Promise ? 'a promise' : typeof answered}, neither true nor false`
  } catch (error) {
    return isRecordError(error) ? 'refused' : `threw no record error, but ${describeError(error)}`
  }
}
