import { broken, type Clause } from '../contract.ts'
import { expectStored, never, recordsOf, type SinkSubject } from './storing.ts'

/** How a sink hurries, waits and ends. */
export const ending: readonly Clause<SinkSubject>[] = [
  {
    asks: 'flush must send what write has buffered, without waiting for more.',
    member: 'Sink.flush',
    says: 'Sends what is buffered now, without waiting for more',
    async check(subject) {
      const { sink } = await subject.open()
      await sink.flush(never)
      const batch = subject.next(1)
      const writing = sink.write(recordsOf(batch), never)
      await sink.flush(never)
      await writing
      await expectStored(subject, batch)
    },
  },
  {
    asks: 'A write whose signal has aborted must settle, and resolve only where the records are stored.',
    member: 'Sink.write',
    says: 'When `signal` aborts it stops waiting and rejects',
    async check(subject) {
      const { sink } = await subject.open()
      const batch = subject.next(1)
      const outcome = await settled(sink.write(recordsOf(batch), AbortSignal.abort(new Error('the task has ended'))))
      if (outcome === 'resolved') await expectStored(subject, batch)
    },
  },
  {
    asks: 'A write must wait for a receiver that does not answer, until its signal aborts; later writes must go on.',
    member: 'Sink.write',
    says: 'When `signal` aborts it stops waiting and rejects',
    async check(subject) {
      const { open, next, stall } = subject
      if (!stall) return
      const { sink } = await open()
      const task = new AbortController()
      const answerAgain = await stall()
      const writing = settled(sink.write(recordsOf(next(1)), task.signal))
      task.abort(new Error('the task has ended'))
      const outcome = await writing
      await answerAgain()
      if (outcome === 'resolved') broken('write resolved though the receiver had not answered')
      const later = next(1)
      await sink.write(recordsOf(later), never)
      await expectStored(subject, later)
    },
  },
  {
    asks: 'close must be possible while a write is under way, and more than once; a write must not outlive it.',
    member: 'Sink.close',
    says: 'Idempotent. Writes that are under way settle',
    async check(subject) {
      const { sink } = await subject.open()
      const batch = subject.next(1)
      const writing = settled(sink.write(recordsOf(batch), never))
      await Promise.all([sink.close(), sink.close()])
      await sink.close()
      if ((await writing) === 'resolved') await expectStored(subject, batch)
    },
  },
  {
    asks: 'A write after close must reject.',
    member: 'Sink.close',
    says: 'a write after it rejects',
    async check({ open, next }) {
      const { sink } = await open()
      await sink.close()
      if ((await settled(sink.write(recordsOf(next(1)), never))) === 'resolved') broken('a write after close resolved')
    },
  },
]

const settled = (writing: Promise<void>): Promise<'resolved' | 'rejected'> =>
  writing.then(
    () => 'resolved',
    () => 'rejected',
  )
