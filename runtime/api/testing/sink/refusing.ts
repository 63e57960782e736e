import { ConnectError } from '../../errors.ts'
import { broken, type Clause } from '../contract.ts'
import { expectStored, never, recordsOf, type SinkSubject } from './storing.ts'

/** What becomes of records that can never be stored. */
export const refusing: readonly Clause<SinkSubject>[] = [
  {
    asks: 'A record that can never be stored must be handed to context.reject, once, and the others of its batch be stored.',
    member: 'SinkContext.reject',
    says: 'Hands one record that can never be stored to `errors.tolerance` and the dead-letter queue.',
    async check(subject) {
      const { sink, host } = await subject.open()
      for (const refused of subject.refused) {
        const others = subject.next(2)
        host.rejected.length = 0
        await sink.write([refused, ...recordsOf(others)], never)
        await expectStored(subject, others)
        const [rejection, again] = host.rejected
        if (!rejection) throw broken('write resolved, but the record was not handed to context.reject')
        if (again) broken(`context.reject was called ${host.rejected.length} times for one record`)
        if (rejection.record.original !== refused.original) broken('context.reject was given another record')
        if (!ConnectError.is(rejection.error)) broken('context.reject was given something else than a ConnectError')
      }
    },
  },
  {
    asks: 'write must not resolve before context.reject has.',
    member: 'SinkContext.reject',
    says: 'Resolves when the record is safe there or may be dropped',
    async check({ open, next, refused: [refused] }) {
      if (!refused) return
      const { sink, host } = await open()
      const safe = Promise.withResolvers<void>()
      host.rejecting = () => safe.promise
      let resolved = false
      const write = async () => {
        await sink.write([refused, ...recordsOf(next(1))], never)
        resolved = true
      }
      const writing = write()
      await Promise.race([host.firstRejection, writing])
      await sink.flush(never)
      await new Promise(resolve => setTimeout(resolve, graceMs))
      const early = resolved
      safe.resolve()
      await writing
      if (early) broken('write resolved while the record was not safe yet')
    },
  },
  {
    asks: 'write must reject where context.reject does.',
    member: 'SinkContext.reject',
    says: 'rejects when the task must fail',
    async check({ open, refused: [refused] }) {
      if (!refused) return
      const { sink, host } = await open()
      host.rejecting = () => Promise.reject(new ConnectError('TASK_FAILED', 'errors.tolerance is none'))
      const outcome = await sink.write([refused], never).then(
        () => 'resolved',
        () => 'rejected',
      )
      if (outcome === 'resolved') broken('write resolved, so the record would be committed and lost')
    },
  },
]

/** Time for what happens too early to happen. */
const graceMs = 50
