import { isDeepStrictEqual } from 'node:util'
import type { ConnectRecord } from '../../record.ts'
import { connectRecord } from '../connect-record.ts'
import { broken, type Clause } from '../contract.ts'
import { copy } from '../copy.ts'
import type { OpenSink } from './open-sinks.ts'

export interface SinkSubject {
  readonly open: () => Promise<OpenSink>
  /** So many records that no other clause has written, with their numbers. */
  readonly next: (count: number) => Numbered[]
  readonly stored: () => readonly number[] | Promise<readonly number[]>
  readonly ordered: boolean
  readonly refused: readonly ConnectRecord[]
  readonly stall: (() => Promise<() => Promise<void>>) | undefined
}

export interface Numbered {
  readonly number: number
  readonly record: ConnectRecord
}

export const never: AbortSignal = new AbortController().signal
export const recordsOf = (numbered: readonly Numbered[]): ConnectRecord[] => numbered.map(({ record }) => record)

/** What is stored when a write resolves. */
export const storing: readonly Clause<SinkSubject>[] = [
  {
    asks: 'create must give an object with write, flush, close and attemptTimeoutMs.',
    member: 'Sink.attemptTimeoutMs',
    says: 'How long, in milliseconds, one attempt to store something may take at most',
    first: true,
    async check({ open }) {
      const { sink } = await open()
      for (const method of ['write', 'flush', 'close'] as const)
        if (typeof sink?.[method] !== 'function') broken(`it has no method ${method}`)
      if (!(Number.isFinite(sink.attemptTimeoutMs) && sink.attemptTimeoutMs >= 0))
        broken(`attemptTimeoutMs is ${sink.attemptTimeoutMs}`)
    },
  },
  {
    asks: 'write must not resolve before the records are stored.',
    member: 'Sink.write',
    says: 'Resolves when every record of the batch is stored or was taken by `context.reject`',
    first: true,
    async check(subject) {
      const { sink } = await subject.open()
      const batch = subject.next(3)
      await sink.write(recordsOf(batch), never)
      await expectStored(subject, batch)
    },
  },
  {
    asks: 'write must store every batch also when it is called again before earlier calls settle.',
    member: 'Sink.write',
    says: 'Called again before earlier calls settle.',
    async check(subject) {
      const { sink } = await subject.open()
      const batches = [1, 5, 2, 40, 1].map(count => subject.next(count))
      const writes = batches.map(async batch => {
        await sink.write(recordsOf(batch), never)
        await expectStored(subject, batch)
      })
      await Promise.all(writes)
    },
  },
  {
    asks: 'Records with one ordering key must be stored in the order in which they are given to write.',
    member: 'Sink.write',
    says: 'keeps the order of records that share an ordering key, across its own retries too',
    async check({ open, next, stored, ordered }) {
      if (!ordered) return
      const { sink } = await open()
      const batches = [3, 1, 20].map(count => next(count))
      await Promise.all(batches.map(batch => sink.write(recordsOf(batch), never)))
      const wanted = batches.flat().map(({ number }) => number)
      const order = [...new Set(await stored())].filter(number => wanted.includes(number))
      if (!isDeepStrictEqual(order, wanted)) broken(`${wanted.join()} were written, and are stored as ${order.join()}`)
    },
  },
  {
    asks: 'write must not change the records.',
    member: 'ConnectRecord',
    says: 'Never mutate it',
    async check({ open, next }) {
      const { sink } = await open()
      const batch = recordsOf(next(2))
      const before = copy(batch)
      await sink.write(batch, never)
      if (!isDeepStrictEqual(batch, before)) broken('a record was another one after write than before')
    },
  },
  {
    asks: 'Once write has resolved the sink must not need the bytes of the records any more.',
    member: 'ConsumerRecord',
    says: "The bytes stay valid until the sink's write of it has settled; copy what you keep longer.",
    async check(subject) {
      const { sink } = await subject.open()
      const batch = subject.next(2).map(({ number, record }) => ({ number, record: copy(record) }))
      await sink.write(recordsOf(batch), never)
      for (const { record } of batch) overwrite(record)
      await sink.flush(never)
      await sink.close()
      await expectStored(subject, batch)
    },
  },
  {
    asks: 'A record with nothing in it must be stored or rejected: it must not fail the task.',
    member: 'Sink.write',
    says: 'Rejects only when the task cannot go on',
    async check(subject) {
      const { sink } = await subject.open()
      const batch = subject.next(1)
      await sink.write([connectRecord({}), ...recordsOf(batch)], never)
      await expectStored(subject, batch)
    },
  },
  {
    asks: 'Memory that is counted with `hold` must be released when all is stored.',
    member: 'SinkContext.hold',
    says: 'until it is released',
    async check({ open, next }) {
      const { sink, host } = await open()
      await sink.write(recordsOf(next(3)), never)
      await sink.close()
      if (host.held !== 0) broken(`${host.held} bytes were never released`)
    },
  },
]

export async function expectStored({ stored }: SinkSubject, batch: readonly Numbered[]): Promise<void> {
  const numbers = new Set(await stored())
  const missing = batch.find(({ number }) => !numbers.has(number))
  if (missing) broken(`write had resolved, but record ${missing.number} was not stored`)
}

/** As the source does with memory that it uses again. */
function overwrite({ key, value, headers }: ConnectRecord): void {
  for (const { value: bytes } of [key, value, ...headers.map(header => header.value)])
    if (bytes instanceof Uint8Array) bytes.fill(0xa5)
}
