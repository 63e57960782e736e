import type { Logger } from '../api/context.ts'
import { pause } from '../commit/waiting.ts'
import type { AssignedTask } from '../task/assigned-task.ts'
import type { TaskFailure } from '../task/messages.ts'
import { noCounters, sumCounters, type TaskCounters, totalsOf } from '../telemetry/metrics.ts'
import { TaskRestarts } from './task-restarts.ts'
import type { ConnectorState } from './views.ts'

/** What the tasks of a connector have from it. */
export interface TaskHome {
  readonly log: Logger
  readonly restartMax: number
  /** Runs a task in this place. */
  readonly assign: (index: number) => AssignedTask
  /** Ends it; resolves with whether it ended in time. */
  readonly stop: (task: AssignedTask) => Promise<boolean>
  /** A task has failed and is not started again by itself. */
  readonly failed: () => void
}

/** One of a connector's tasks, which may be started anew again and again. */
export class ConnectorTask {
  readonly #home: TaskHome
  #restarts: TaskRestarts
  #task: AssignedTask
  #startedAt = performance.now()
  /** Of those that ran here before. */
  #past = noCounters()
  #replacing: AbortController | undefined
  #stopping = false

  constructor(task: AssignedTask, home: TaskHome) {
    this.#task = task
    this.#home = home
    this.#restarts = new TaskRestarts(home.restartMax)
  }

  /** The one that runs now, or ran last. */
  get running(): AssignedTask {
    return this.#task
  }

  get index(): number {
    return this.#task.plan.index
  }

  get state(): ConnectorState {
    return this.#replacing ? 'RESTARTING' : this.#task.state
  }

  /** Why it has failed; while it is restarting, why the last one had. */
  get failure(): TaskFailure | undefined {
    return this.#task.failure
  }

  get counters(): TaskCounters {
    const { state, counters } = this.#task
    const ended = state === 'FAILED' || state === 'STOPPED'
    return sumCounters([this.#past, ended ? totalsOf(counters) : counters])
  }

  /** To be called when the state of a task has changed. */
  changed(task: AssignedTask): void {
    if (task !== this.#task || task.state !== 'FAILED' || this.#replacing || this.#stopping) return
    const delayMs = this.#restarts.next(performance.now() - this.#startedAt)
    if (delayMs === undefined) return this.#home.failed()
    this.#past.restarts++
    const { connector } = task.plan
    this.#home.log.warn(
      { connector: connector.name, task: this.index },
      `the task is started again in ${delayMs} ms (${this.#restarts.count} restarts in a row: task.restart.max)`,
    )
    void this.#replace(delayMs)
  }

  /** To be called when a task has ended through no fault of its own: another goes on at once, which counts as no restart. */
  displaced(task: AssignedTask): void {
    if (task === this.#task && !this.#replacing && !this.#stopping) void this.#replace(0)
  }

  /** Ends the one that runs and starts another in its place. */
  restart(): void {
    if (this.#stopping) return
    this.#restarts = new TaskRestarts(this.#home.restartMax)
    void this.#replace(0)
  }

  async stop(): Promise<boolean> {
    this.#stopping = true
    this.#replacing?.abort()
    this.#replacing = undefined
    return this.#home.stop(this.#task)
  }

  async #replace(delayMs: number): Promise<void> {
    this.#replacing?.abort()
    const replacing = new AbortController()
    this.#replacing = replacing
    await Promise.all([pause(delayMs, replacing.signal), this.#home.stop(this.#task)])
    if (replacing.signal.aborted) return
    this.#past = sumCounters([this.#past, totalsOf(this.#task.counters)])
    this.#task = this.#home.assign(this.index)
    this.#startedAt = performance.now()
    this.#replacing = undefined
  }
}
