import type { ConnectRecord } from '../api/record.ts'
import type { Predicate, Transform } from '../api/transform.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'
import type { Converting } from './convert.ts'
import { at, type Place } from './place.ts'
import { wrongRecordResult } from './plugin-fault.ts'

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

export interface Outcome extends Converting {
  readonly counters: Pick<TaskCounters, 'filtered'>
}

/** Sends records through all steps. Those that are dropped are counted; where there are no steps it costs nothing. */
export function transform(
  records: readonly ConnectRecord[],
  steps: readonly Step[],
  { takeError, counters, place }: Outcome,
): readonly ConnectRecord[] {
  const [first] = records
  if (steps.length === 0 || !first) return records
  const transformed: ConnectRecord[] = []
  const position: Position = { index: 0, place }
  place.enter(first.original, at.transform)
  for (const record of records) {
    place.record(record.original.offset)
    try {
      const result = applySteps(record, steps, position)
      if (result === null) counters.filtered++
      else transformed.push(result)
    } catch (error) {
      takeError(record.original, `transform ${steps[position.index]?.name}`, error)
    }
  }
  place.leave()
  return transformed
}

/** Which step is at work, so that an error can be told to be its. */
interface Position {
  index: number
  readonly place: Place
}

/** The record after the last step, or null where one has dropped it. */
function applySteps(record: ConnectRecord, steps: readonly Step[], position: Position): ConnectRecord | null {
  let current = record
  for (const [index, step] of steps.entries()) {
    position.index = index
    position.place.stage(at.transform + index)
    if (step.predicate && testOf(step.predicate, current) === step.negate) continue
    // A plugin may have been written without types.
    const next: Partial<ConnectRecord> | null | undefined = step.transform.apply(current)
    if (next === null) return null
    if (next?.original !== record.original)
      throw wrongRecordResult('apply', 'return a record that keeps the original, or null to drop it', next)
    current = next as ConnectRecord
  }
  return current
}

function testOf(predicate: Predicate, record: ConnectRecord): boolean {
  const is: unknown = predicate.test(record)
  if (typeof is !== 'boolean') throw wrongRecordResult('test', 'return true or false', is)
  return is
}
