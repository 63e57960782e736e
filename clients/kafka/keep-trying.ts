import { ConnectError, type Logger } from 'psconnect/plugin'
import { failureOf, type KafkaFailure } from './errors.ts'
import type { Troubles } from './troubles.ts'
import { pause } from './waiting.ts'

interface Circumstances {
  /** What is attempted, as the start of a sentence: "Cannot join the group". */
  readonly complaint: string
  readonly log: Logger
  readonly troubles: Troubles
  readonly signal: AbortSignal
  /** Called between attempts; returns false where the next attempt need not wait. */
  readonly between: (failure: KafkaFailure) => Promise<boolean>
}

/** Failures before the first complaint: the first moments of a group or a topic know some that are nothing. */
const patience = 3

/** Attempts until it works, complaining now and then. Undefined when the signal aborts; rejects with what no attempt can mend. */
export async function keepTrying<T>(attempt: () => Promise<T>, around: Circumstances): Promise<T | undefined> {
  const { complaint, log, troubles, signal, between } = around
  for (let failures = 0; !signal.aborted; ) {
    try {
      const result = await attempt()
      troubles.end(complaint)
      if (failures >= patience) log.info({}, `${complaint}: no longer so`)
      return result
    } catch (error) {
      if (signal.aborted) return undefined
      const failure = failureOf(error)
      if (failure.fatal || ConnectError.is(error)) throw error
      if (!(await between(failure))) continue
      if (failures >= patience - 1) troubles.begin(complaint, `${complaint}: ${failure.message}`)
      if (failures % 30 === patience - 1) log.warn({}, `${complaint}: ${failure.message}; trying again`)
      await pause(Math.min(200 * 2 ** Math.min(failures++, 10), 1000), signal)
    }
  }
  return undefined
}
