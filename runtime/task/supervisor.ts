import { availableParallelism } from 'node:os'
import type { Logger } from '../api/context.ts'
import { pause } from '../commit/waiting.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { loggerTo, reasonOf, type WriteLog } from '../telemetry/log-record.ts'
import type { ConnectorStatus } from '../telemetry/status-line.ts'
import { closeLimitMs, endLimitMs } from './end-pipeline.ts'
import { giveBackAll, type SharedBudget, shareBudget } from './memory-budget.ts'
import type { StateChange, TaskPlan } from './messages.ts'
import { SinkServices } from './sink-services.ts'
import { TaskTable } from './task-table.ts'
import { Thread } from './thread.ts'

/** Runs all tasks of all connectors on a few threads. A task that fails leaves the others running. */
export class Supervisor {
  readonly #config: ResolvedConfig
  readonly #write: WriteLog
  readonly #log: Logger
  readonly #plans: readonly TaskPlan[]
  readonly #table: TaskTable
  readonly #budget: SharedBudget
  readonly #services: SinkServices
  readonly threadCount: number
  readonly #failure = new AbortController()
  #threads: readonly Thread[] = []

  constructor(config: ResolvedConfig, write: WriteLog) {
    this.#config = config
    this.#write = write
    this.#log = loggerTo(write)
    this.#plans = config.connectors
      .flatMap(connector =>
        Array.from({ length: connector.tasksMax }, (_, index) => ({ connector, index, count: connector.tasksMax })),
      )
      .map((task, slot) => ({ ...task, slot }))
    this.#table = new TaskTable(this.#plans)
    this.#budget = shareBudget(config.worker.bufferMemory, Math.max(this.#plans.length, 1))
    this.#services = new SinkServices(config.connectors, this.#log)
    this.threadCount = Math.min(config.worker.threads || availableParallelism(), this.#plans.length)
  }

  get taskCount(): number {
    return this.#plans.length
  }

  /** Aborts when a task has failed. */
  get failed(): AbortSignal {
    return this.#failure.signal
  }

  start(): void {
    this.#warnOfFloors()
    this.#threads = Array.from({ length: this.threadCount }, (_, index) =>
      this.#startThread(this.#plans.filter(plan => plan.slot % this.threadCount === index)),
    )
  }

  /** Resolves with whether all tasks have ended in time. */
  async stop(): Promise<boolean> {
    for (const thread of this.#threads) thread.stop()
    const allGone = Promise.all(this.#threads.map(thread => thread.gone)).then(() => true)
    const waiting = new AbortController()
    const tooLate = pause(this.#table.longestStopMs + endLimitMs, waiting.signal).then(() => false)
    const inTime = await Promise.race([allGone, tooLate])
    waiting.abort()
    if (!inTime) await Promise.all(this.#threads.map(thread => thread.kill()))
    await this.#services.close(AbortSignal.timeout(closeLimitMs))
    return inTime
  }

  status(): ConnectorStatus[] {
    return this.#table.status()
  }

  #warnOfFloors(): void {
    const { bufferMemory } = this.#config.worker
    const least = this.#budget.floor * this.#plans.length
    if (least > bufferMemory)
      this.#log.warn(
        {},
        `buffer.memory=${bufferMemory} has no room for one fetch of each task; up to ${least} bytes are held`,
      )
  }

  #startThread(tasks: readonly TaskPlan[]): Thread {
    const events = {
      log: this.#write,
      state: this.#change.bind(this),
      counters: this.#table.count.bind(this.#table),
      gone: (error: Error | undefined) => error && this.#died(tasks, error),
    }
    return new Thread({ tasks, worker: this.#config.worker, budget: this.#budget }, events, this.#services)
  }

  #change(slot: number, change: StateChange): boolean {
    const changed = this.#table.change(slot, change)
    if (changed && change.state === 'FAILED') this.#failure.abort()
    return changed
  }

  /** What the tasks of a dead thread held is free again; what they had not committed is read again by whoever comes next. */
  #died(tasks: readonly TaskPlan[], error: Error): void {
    const reason = `its thread has died: ${reasonOf(error)}`
    for (const { slot, connector, index } of tasks) {
      giveBackAll(this.#budget, slot)
      if (this.#change(slot, { state: 'FAILED', reason, stopLimitMs: 0 }))
        this.#log.error({ connector: connector.name, task: index, err: error }, `the task has failed: ${reason}`)
    }
  }
}
