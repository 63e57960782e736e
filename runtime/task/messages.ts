import type { MessagePort } from 'node:worker_threads'
import { ConnectError, type ErrorCode, type Scope } from '../api/errors.ts'
import type { ResolvedConnector, ResolvedWorker } from '../config/resolved-config.ts'
import type { SharedPlace } from '../pipeline/place.ts'
import type { LogRecord } from '../telemetry/log-record.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'
import type { SharedBudget } from './shared-budget.ts'
import type { TaskState } from './states.ts'

/** One task, and which slot of the shared memory is its own. */
export interface TaskPlan {
  readonly slot: number
  readonly connector: ResolvedConnector
  readonly index: number
  /** It begins paused. */
  readonly paused: boolean
}

/** What a thread is started with. */
export interface ThreadData {
  readonly worker: ResolvedWorker
  readonly budget: SharedBudget
  /** Where the thread says that it is alive, and what it is at. */
  readonly place: SharedPlace
  /** How it speaks with the main thread. `parentPort` is left to plugins, whose libraries may post to it or close it. */
  readonly port: MessagePort
}

export type ToThread =
  | { readonly type: 'start'; readonly plan: TaskPlan }
  | { readonly type: Order; readonly slot: number }
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly call: number; readonly error: PlainError }

/** What tasks can ask on the main thread: their sink's service, and the offsets that the worker keeps. */
export type Service = 'sink' | 'offsets'

/** What a running task can be told. */
export type Order = 'pause' | 'resume' | 'stop'

export type FromThread =
  | { readonly type: 'log'; readonly record: LogRecord }
  | { readonly type: 'state'; readonly slot: number; readonly change: StateChange }
  | { readonly type: 'progress'; readonly slot: number; readonly progress: Progress }
  | {
      readonly type: 'call'
      readonly call: number
      readonly slot: number
      readonly to: Service
      readonly request: unknown
    }
  | { readonly type: 'cancel'; readonly call: number }
  /** The task is over and its slot free. */
  | { readonly type: 'ended'; readonly slot: number }
  /** Something went wrong here that may have harmed more than one task: no further ones should come. */
  | { readonly type: 'unsound' }

export interface StateChange {
  readonly state: TaskState
  readonly failure?: TaskFailure
  /** How long the task may take to stop. */
  readonly stopLimitMs: number
}

export interface TaskFailure {
  /** In one line. */
  readonly reason: string
  /** With stacks and causes. */
  readonly trace: string
}

export interface Progress {
  readonly counters: TaskCounters
  /** Topics that records have come from since the last time. */
  readonly topics: readonly string[]
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
