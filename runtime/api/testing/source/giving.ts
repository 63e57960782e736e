import type { Source, SourceContext } from '../../source.ts'
import { broken, type Clause } from '../contract.ts'

export interface SourceSubject {
  /** Something to read of its own: makes sources of it. */
  readonly place: () => Promise<(context: SourceContext) => Source | Promise<Source>>
  readonly records: number
}

export const giving: readonly Clause<SourceSubject>[] = [
  {
    asks: 'There must be records to read.',
    member: 'Source.read',
    says: 'The host pulls',
    first: true,
    check({ records }) {
      if (records < 2) broken(`records is ${records}`)
    },
  },
]
