import type { Converter } from '../../converter.ts'
import { broken, type Clause } from '../contract.ts'
import { batchOf, type ConverterSubject, decodeAll, origin } from './subject.ts'

/** How a converter waits and ends. */
export const preparing: readonly Clause<ConverterSubject>[] = [
  {
    asks: 'prepareDecode must take batches with records that have no key or no value.',
    member: 'Converter.prepareDecode',
    says: 'Keys and values of its records may be null',
    async check({ create, readable }) {
      const converter = await create()
      const { signal } = new AbortController()
      await converter.prepareDecode?.(batchOf([null, ...readable.map(({ bytes }) => bytes), null]), origin, signal)
      await converter.prepareDecode?.(batchOf([null]), { ...origin, part: 'key' }, signal)
    },
  },
  {
    asks: 'prepareDecode must end when its signal aborts, and work again for the next batch.',
    member: 'Converter.prepareDecode',
    says: 'When `signal` aborts it stops waiting and rejects',
    async check({ create, readable }) {
      const converter = await create()
      const batch = batchOf(readable.map(({ bytes }) => bytes))
      await converter.prepareDecode?.(batch, origin, AbortSignal.abort(new Error('the task has ended'))).catch(() => {})
      await decodeAll(converter, readable)
    },
  },
  {
    asks: 'What waits for an answer must end when its signal aborts.',
    member: 'Converter.prepareDecode',
    says: 'When `signal` aborts it stops waiting and rejects',
    async check({ create, readable, waits }) {
      if (!waits) return
      const converter = await create({ unanswered: true })
      const task = new AbortController()
      const batch = batchOf(readable.map(({ bytes }) => bytes))
      const prepared = converter.prepareDecode?.(batch, origin, task.signal)
      const outcome = prepared?.then(
        () => 'resolved',
        () => 'rejected',
      )
      task.abort(new Error('the task has ended'))
      if ((await outcome) !== 'rejected') broken('it did not wait for the answer: prepareDecode was over without one')
      await converter.close?.()
    },
  },
  {
    asks: 'close may be called again.',
    member: 'Converter.close',
    says: 'Idempotent',
    async check({ create, readable }) {
      const converter: Converter = await create()
      await decodeAll(converter, readable)
      await Promise.all([converter.close?.(), converter.close?.()])
      await converter.close?.()
    },
  },
]
