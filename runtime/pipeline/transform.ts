import { ConnectError } from '../api/errors.ts'
import type { ConnectRecord } from '../api/record.ts'
import type { Predicate, Transform } from '../api/transform.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'
import type { TakeRecordError } from './convert.ts'

/** A transform, and to which records it is applied. */
export interface Step {
  /** As the connector's file has it. */
  readonly name: string
  readonly transform: Transform
  /** Without it, to all. */
  readonly predicate?: Predicate
  /** To those of which the predicate is not true. */
  readonly negate: boolean
}

export interface Outcome {
  readonly takeError: TakeRecordError
  readonly counters: Pick<TaskCounters, 'filtered'>
}

/** Sends records through all steps. Those that are dropped are counted; where there are no steps it costs nothing. */
export function transform(
  records: readonly ConnectRecord[],
  steps: readonly Step[],
  { takeError, counters }: Outcome,
): readonly ConnectRecord[] {
  if (steps.length === 0) return records
  const transformed: ConnectRecord[] = []
  const at: Position = { step: undefined }
  for (const record of records) {
    try {
      const result = applySteps(record, steps, at)
      if (result === null) counters.filtered++
      else transformed.push(result)
    } catch (error) {
      takeError(record.original, `transform ${at.step?.name}`, error)
    }
  }
  return transformed
}

/** Which step is at work, so that an error can be told to be its. */
interface Position {
  step: Step | undefined
}

/** The record after the last step, or null where one has dropped it. */
function applySteps(record: ConnectRecord, steps: readonly Step[], at: Position): ConnectRecord | null {
  let current = record
  for (const step of steps) {
    at.step = step
    if (step.predicate && step.predicate.test(current) === step.negate) continue
    // A plugin may have been written without types.
    const next: ConnectRecord | null | undefined = step.transform.apply(current)
    if (next === null) return null
    if (next === undefined) throw new ConnectError('RECORD_REFUSED', 'it returned neither a record nor null')
    current = next
  }
  return current
}
