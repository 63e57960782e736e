import type { Logger, TaskIdentity } from '../api/context.ts'
import type { SinkContext } from '../api/sink.ts'
import type { SourceContext } from '../api/source.ts'
import type { CommitTimer } from '../commit/commit-timer.ts'
import type { Offsets, OffsetTracker } from '../commit/offset-tracker.ts'
import { orAborted } from '../commit/waiting.ts'
import { textOf } from '../telemetry/log-record.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'
import type { TaskMeasures } from '../telemetry/task-measures.ts'
import type { OffsetRequest } from './kept-offsets.ts'
import type { TaskBudget } from './memory-budget.ts'
import type { RecordErrors } from './record-errors.ts'

/** What a commit before a handover may take: the group waits for it. */
const handoverCommitMs = 2_000

interface Common {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly task: TaskIdentity
  readonly counters: TaskCounters
}

export interface SourceContextParts extends Common {
  readonly budget: TaskBudget
  readonly offsets: OffsetTracker
  /** Gathers all partitions that were ever assigned. */
  readonly assigned: Set<string>
  readonly commits: CommitTimer
  /** Makes the sink send what it has buffered. */
  readonly flush: (signal: AbortSignal) => Promise<void>
  readonly askOffsets: (request: OffsetRequest, signal: AbortSignal) => Promise<unknown>
}

export function sourceContext(parts: SourceContextParts): SourceContext {
  const { log, signal, task, budget, offsets, assigned, commits, counters, flush, askOffsets } = parts
  return {
    log,
    signal,
    task,
    get fetchBytes() {
      return budget.fetchBytes
    },
    reserve: (bytes, waiting) => budget.reserve(bytes, waiting),
    committed: async () => (await askOffsets({ type: 'committed' }, signal)) as Offsets,
    assigned(partitions) {
      for (const partition of partitions) assigned.add(partition)
      offsets.assign(partitions)
    },
    lost: partitions => offsets.forget(partitions),
    async revoking(partitions, deadline) {
      const until = AbortSignal.any([deadline, signal])
      await Promise.all([flush(until), offsets.drained(until, partitions)])
      const limit = AbortSignal.any([AbortSignal.timeout(handoverCommitMs), signal])
      await orAborted(commits.finish(limit), limit)
      const again = offsets.uncommitted(partitions)
      if (again > 0)
        log.warn({ partitions }, `${again} records were not stored and committed in time and are sent again`)
      offsets.forget(partitions)
    },
    retrying: reason => {
      counters.sourceRetrying = reasonText(reason)
    },
    missed: records => {
      counters.missed += Number(records)
    },
  }
}

export interface SinkContextParts extends Common {
  readonly measures: TaskMeasures
  readonly budget: Pick<TaskBudget, 'hold'>
  readonly recordErrors: RecordErrors
  readonly callService: SinkContext['callService']
}

export const sinkContext = ({
  log,
  signal,
  task,
  counters,
  measures,
  budget,
  recordErrors,
  callService,
}: SinkContextParts): SinkContext => ({
  log,
  signal,
  task,
  callService,
  hold: bytes => budget.hold(bytes),
  requested: request => measures.requested(request),
  reject: (record, error) => {
    counters.recordFailures++
    return recordErrors.take({ record: record.original, stage: 'sink', error })
  },
  retrying: reason => {
    counters.sinkRetrying = reasonText(reason)
  },
  resent: records => {
    counters.resent += records
  },
})

/** For the sink of the dead-letter queue, but for what it rejects. */
export const queueContext = ({
  counters,
  budget,
  ...rest
}: Omit<SinkContextParts, 'recordErrors' | 'measures'>): Omit<SinkContext, 'reject'> => ({
  ...rest,
  hold: bytes => budget.hold(bytes),
  requested: () => undefined,
  retrying: reason => {
    counters.deadLettersRetrying = reasonText(reason)
  },
  resent: records => {
    counters.resent += records
  },
})

/** A plugin may have been written without types, and what is shown crosses threads. */
const reasonText = (reason: string | null | undefined): string | null =>
  reason === null || reason === undefined ? null : textOf(reason)

/** Gathers why converters do not get on, each telling for itself; what has been going on longest is shown. */
export class ConverterTroubles {
  readonly #counters: TaskCounters
  readonly #reasons = new Map<string, string>()

  constructor(counters: TaskCounters) {
    this.#counters = counters
  }

  /** What one of them is given to tell. */
  readonly of =
    (part: string) =>
    (reason: string | null | undefined): void => {
      if (reason === null || reason === undefined) this.#reasons.delete(part)
      else this.#reasons.set(part, textOf(reason))
      this.#counters.converterRetrying = this.#reasons.values().next().value ?? null
    }
}
