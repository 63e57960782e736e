import { noCounters, type TaskCounters } from '../telemetry/metrics.ts'
import type { Progress, Service, StateChange, TaskFailure, TaskPlan } from './messages.ts'
import { mayFollow, type TaskState } from './states.ts'

export type Services = Readonly<Record<Service, (request: unknown, signal: AbortSignal) => Promise<unknown>>>

export interface TaskOwner {
  readonly services: Services
  /** Called after each change of the task's state. */
  readonly changed: () => void
  /** Called when it has ended through no fault of its own. */
  readonly displaced: () => void
  /** Called with topics that records have come from. */
  readonly readFrom: (topics: readonly string[]) => void
}

/** A task as the main thread knows it, from its start to its end. */
export class AssignedTask {
  readonly plan: TaskPlan
  readonly #owner: TaskOwner
  readonly #ended = Promise.withResolvers<void>()
  #state: TaskState = 'UNASSIGNED'
  #failure: TaskFailure | undefined
  #stopLimitMs = 0
  #counters = noCounters()

  constructor(plan: TaskPlan, owner: TaskOwner) {
    this.plan = plan
    this.#owner = owner
  }

  get services(): Services {
    return this.#owner.services
  }

  get state(): TaskState {
    return this.#state
  }

  get failure(): TaskFailure | undefined {
    return this.#failure
  }

  get counters(): TaskCounters {
    return this.#counters
  }

  /** How long it takes at most, once it is told to stop, to store or give up what is in flight. */
  get stopLimitMs(): number {
    return this.#stopLimitMs
  }

  /** Resolves when nothing of it is left. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** What comes too late, such as the failure of a task that had failed, is ignored; returns whether it was not. */
  change({ state, failure, stopLimitMs }: StateChange): boolean {
    if (!mayFollow(this.#state, state)) return false
    this.#state = state
    this.#failure = failure
    this.#stopLimitMs = stopLimitMs
    this.#owner.changed()
    return true
  }

  advance({ counters, topics }: Progress): void {
    this.#counters = counters
    if (topics.length > 0) this.#owner.readFrom(topics)
  }

  /** Its thread is gone, because of another: it has ended, and not failed. */
  displace(): void {
    if (this.change({ state: 'STOPPED', stopLimitMs: 0 })) this.#owner.displaced()
  }

  end(): void {
    this.#ended.resolve()
  }
}
