import type { ConsumerRecord } from '../api/record.ts'
import type { Pipeline } from '../pipeline/build.ts'
import { convert, prepare, type TakeRecordError } from '../pipeline/convert.ts'
import { type Anew, encodeAnew } from '../pipeline/encode-anew.ts'
import type { Place } from '../pipeline/place.ts'
import { transform } from '../pipeline/transform.ts'
import { Attempts, mayPass, type RetryPolicy } from './attempts.ts'
import type { Failure } from './failure.ts'
import type { RecordErrors } from './record-errors.ts'
import type { StageDeadlines } from './stage-deadlines.ts'

export interface Preparation extends RetryPolicy {
  readonly pipeline: Pipeline
  readonly recordErrors: Pick<RecordErrors, 'take' | 'tolerates'>
  /** Told where the task is. */
  readonly place: Place
  readonly stages: StageDeadlines
}

/** A batch of which only writing is left. */
export interface Ready extends Anew {
  /** Of records that go no further: each resolves when it is safe elsewhere or may be dropped, else rejects with what fails the task. */
  readonly taken: readonly Promise<void>[]
}

/** Converts and transforms a batch. Rejects with what fails the task. */
export async function makeReady(batch: readonly ConsumerRecord[], preparation: Preparation): Promise<Ready> {
  const attempts = new Attempts(preparation)
  const { anew, failures } = await repeat(batch, attempts, preparation).finally(() => attempts.end())
  return { ...anew, taken: failures.length === 0 ? none : await takeAll(failures, preparation.recordErrors) }
}

const none: Ready['taken'] = []

interface Outcome {
  readonly anew: Anew
  readonly failures: readonly Failure[]
}

/**
 * Where something fails that may pass, all of the batch is done once more, as often as `errors.retry.timeout` allows: so the records
 * stay in order.
 */
async function repeat(
  batch: readonly ConsumerRecord[],
  attempts: Attempts,
  preparation: Preparation,
): Promise<Outcome> {
  const { counters } = preparation
  const { filtered } = counters
  for (;;) {
    try {
      const outcome = await attempt(batch, preparation)
      counters.recordFailures += outcome.failures.length
      const passing = outcome.failures.find(({ error }) => mayPass(error))
      if (!passing || !(await attempts.again(passing.error))) return outcome
      outcome.anew.held?.release()
    } catch (error) {
      if (!(await attempts.again(error))) throw error
    }
    counters.filtered = filtered
  }
}

async function attempt(batch: readonly ConsumerRecord[], preparation: Preparation): Promise<Outcome> {
  const { pipeline, counters, signal, place, stages } = preparation
  const { within } = stages
  const { converters, steps, valueEncoder } = pipeline
  const failures: Failure[] = []
  const takeError: TakeRecordError = (record, stage, error) => void failures.push({ record, stage, error })
  await prepare(batch, converters, { signal, within })
  const converting = { takeError, place }
  const records = transform(convert(batch, converters, converting), steps, { ...converting, counters })
  if (!valueEncoder) return { anew: { records, held: undefined }, failures }
  return { anew: await encodeAnew(records, valueEncoder, { ...converting, signal, within }), failures }
}

/** In their order. One that is not tolerated is waited for: it fails the task. */
async function takeAll(
  failures: readonly Failure[],
  recordErrors: Preparation['recordErrors'],
): Promise<Ready['taken']> {
  const taken: Promise<void>[] = []
  for (const failure of failures.toSorted((a, b) => Number(a.record.offset - b.record.offset))) {
    const one = recordErrors.take(failure)
    if (!recordErrors.tolerates(failure)) await one
    // Whoever waits for all of them is told; after another failure nobody does.
    one.catch(() => undefined)
    taken.push(one)
  }
  return taken
}
