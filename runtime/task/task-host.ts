import type { Logger, TaskIdentity } from '../api/context.ts'
import type { SinkContext } from '../api/sink.ts'
import type { ResolvedConnector, ResolvedWorker } from '../config/resolved-config.ts'
import type { Place } from '../pipeline/place.ts'
import type { OffsetRequest } from './kept-offsets.ts'
import type { TaskBudget } from './memory-budget.ts'
import type { TaskFailure } from './messages.ts'
import type { TaskState } from './states.ts'

/** What a task is given. */
export interface TaskHost {
  readonly connector: ResolvedConnector
  readonly identity: TaskIdentity
  readonly worker: ResolvedWorker
  readonly log: Logger
  readonly budget: TaskBudget
  readonly place: Place
  readonly callService: SinkContext['callService']
  readonly askOffsets: (request: OffsetRequest, signal: AbortSignal) => Promise<unknown>
  readonly changed: (state: TaskState, failure?: TaskFailure) => void
}
