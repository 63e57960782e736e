import type { Needs } from '../../needs.ts'
import type { ConnectRecord } from '../../record.ts'
import type { Transform } from '../../transform.ts'
import { broken, type Clause } from '../contract.ts'

export interface TransformSubject {
  readonly create: () => Promise<Transform>
  readonly needs: Needs | undefined
  readonly records: readonly ConnectRecord[]
  readonly dropped: readonly ConnectRecord[]
  readonly refused: readonly ConnectRecord[]
}

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
]
