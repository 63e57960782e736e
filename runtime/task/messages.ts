import { ConnectError, type ErrorCode, type Scope } from '../api/errors.ts'
import type { ResolvedConnector, ResolvedWorker } from '../config/resolved-config.ts'
import type { LogRecord } from '../telemetry/log-record.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'
import type { SharedBudget } from './memory-budget.ts'
import type { TaskState } from './states.ts'

/** One task, and which slot of the shared memory is its own. */
export interface TaskPlan {
  readonly slot: number
  readonly connector: ResolvedConnector
  readonly index: number
  readonly count: number
}

/** What a thread is started with. */
export interface ThreadData {
  readonly tasks: readonly TaskPlan[]
  readonly worker: ResolvedWorker
  readonly budget: SharedBudget
}

export type ToThread =
  | { readonly type: 'stop' }
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly call: number; readonly error: PlainError }

export type FromThread =
  | { readonly type: 'log'; readonly record: LogRecord }
  | { readonly type: 'state'; readonly slot: number; readonly change: StateChange }
  | { readonly type: 'counters'; readonly slot: number; readonly counters: TaskCounters }
  | { readonly type: 'call'; readonly call: number; readonly connector: string; readonly request: unknown }
  | { readonly type: 'cancel'; readonly call: number }
  /** All tasks of the thread have ended. */
  | { readonly type: 'done' }

export interface StateChange {
  readonly state: TaskState
  readonly reason?: string
  /** How long the task may take to stop. */
  readonly stopLimitMs: number
}

/** An error in a form that keeps its code when it crosses threads. */
export interface PlainError {
  readonly message: string
  readonly known?: { readonly code: ErrorCode; readonly scope: Scope; readonly retriable: boolean }
}

export const toPlainError = (error: unknown): PlainError => ({
  message: error instanceof Error ? error.message : String(error),
  ...(ConnectError.is(error) && {
    known: { code: error.code, scope: error.scope, retriable: error.retriable },
  }),
})

export const fromPlainError = ({ message, known }: PlainError): Error =>
  known ? new ConnectError(known.code, message, known) : new Error(message)
