import type { ConnectRecord } from '../../record.ts'
import { broken, type Clause } from '../contract.ts'
import type { OpenSink } from './open-sinks.ts'

export interface SinkSubject {
  readonly open: () => Promise<OpenSink>
  readonly record: (number: number) => ConnectRecord
  readonly stored: () => readonly number[] | Promise<readonly number[]>
  readonly ordered?: boolean
  readonly refused?: readonly ConnectRecord[]
  readonly stall?: () => Promise<() => Promise<void>>
}

export const storing: readonly Clause<SinkSubject>[] = [
  {
    asks: 'write must not resolve before the records are stored.',
    member: 'Sink.write',
    says: 'Resolves when every record of the batch is stored or was taken by `context.reject`',
    first: true,
    async check({ open, record, stored }) {
      const { sink } = await open()
      await sink.write([record(0), record(1)], new AbortController().signal)
      const numbers = await stored()
      for (const number of [0, 1])
        if (!numbers.includes(number)) broken(`it resolved while record ${number} was not stored`)
    },
  },
]
