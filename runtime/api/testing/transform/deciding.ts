import type { Needs } from '../../needs.ts'
import type { ConnectRecord } from '../../record.ts'
import type { Predicate } from '../../transform.ts'
import { broken, type Clause } from '../contract.ts'

export interface PredicateSubject {
  readonly create: () => Promise<Predicate>
  readonly needs: Needs | undefined
  readonly matching: readonly ConnectRecord[]
  readonly others: readonly ConnectRecord[]
}

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
]
