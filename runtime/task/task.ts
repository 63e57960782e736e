import type { Logger, TaskIdentity } from '../api/context.ts'
import type { SinkContext } from '../api/sink.ts'
import { CommitTimer } from '../commit/commit-timer.ts'
import { OffsetTracker } from '../commit/offset-tracker.ts'
import { orAborted } from '../commit/waiting.ts'
import type { ResolvedConnector, ResolvedWorker } from '../config/resolved-config.ts'
import { buildPipeline, type Pipeline } from '../pipeline/build.ts'
import type { TakeRecordError } from '../pipeline/convert.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import { noCounters, type TaskCounters } from '../telemetry/metrics.ts'
import { sinkContext, sourceContext } from './contexts.ts'
import { endPipeline } from './end-pipeline.ts'
import type { TaskBudget } from './memory-budget.ts'
import { runTask } from './run-task.ts'
import type { TaskState } from './states.ts'
import { Tolerance } from './tolerance.ts'

export interface TaskHost {
  readonly connector: ResolvedConnector
  readonly identity: TaskIdentity
  readonly worker: ResolvedWorker
  readonly log: Logger
  readonly budget: TaskBudget
  readonly callService: SinkContext['callService']
  readonly changed: (state: TaskState, reason?: string) => void
}

/** One task from start to end: makes its parts, lets records flow, drains, commits and closes. */
export class Task {
  readonly #host: TaskHost
  readonly #counters = noCounters()
  readonly #offsets = new OffsetTracker()
  readonly #tolerance: Tolerance
  readonly #commits: CommitTimer
  /** Aborts when no more is to be read. */
  readonly #reading = new AbortController()
  /** Aborts when what is in flight is given up too: the task has failed, or its time to stop is over. */
  readonly #life = new AbortController()
  #pipeline: Pipeline | undefined
  #failed = false
  #stopTimer: NodeJS.Timeout | undefined

  constructor(host: TaskHost) {
    this.#host = host
    this.#tolerance = new Tolerance(host.connector.errorsTolerance, host.log, this.#counters)
    this.#commits = new CommitTimer({
      offsets: this.#offsets,
      commit: async offsets => this.#pipeline?.source.commit(offsets),
      intervalMs: host.worker.offsetFlushIntervalMs,
      log: host.log,
      attempted: records => {
        if (records === null) this.#counters.commitFailures++
        else this.#counters.committed += records
      },
    })
  }

  /** Resolves when the task has ended, however it ended. */
  async run(): Promise<void> {
    try {
      this.#pipeline = await this.#build()
      if (!this.#life.signal.aborted) await this.#carry(this.#pipeline)
    } catch (error) {
      this.fail(error)
    }
    clearTimeout(this.#stopTimer)
    if (this.#pipeline) await endPipeline(this.#pipeline, this.#commits, this.#host.log)
    const again = this.#offsets.uncommitted()
    if (again > 0) this.#host.log.warn({}, `${again} records were read but not committed: they are sent again`)
    this.#life.abort(new Error('the task has ended'))
    this.#host.budget.close()
    if (!this.#failed) this.#host.changed('STOPPED')
  }

  /** Stops reading, and gives what is in flight the time to be stored. */
  stop(): void {
    if (this.#reading.signal.aborted) return
    this.#reading.abort(new Error('the task was stopped'))
    const limitMs = this.stopLimitMs
    const giveUp = () => this.#life.abort(new Error(`what was in flight was not stored in ${limitMs} ms`))
    if (this.#pipeline) this.#stopTimer = setTimeout(giveUp, limitMs)
    else this.#life.abort(new Error('the task was stopped before it had started'))
  }

  /** How long what is in flight is waited for: at least as long as one attempt to store it may take. */
  get stopLimitMs(): number {
    return Math.max(this.#host.worker.shutdownTimeoutMs, this.#pipeline?.sink.attemptTimeoutMs ?? 0)
  }

  /** Fails this task alone. What goes wrong once the task is over, such as writes that were cut off, changes nothing. */
  fail(error: unknown): void {
    if (this.#life.signal.aborted) return
    this.#failed = true
    this.#host.log.error({ err: error }, `the task has failed: ${reasonOf(error)}`)
    this.#host.changed('FAILED', reasonOf(error))
    this.#life.abort(error)
    this.#reading.abort(error)
  }

  counters(): TaskCounters {
    const lag = this.#pipeline?.source.lag() ?? null
    return { ...this.#counters, lag: lag === null ? null : Number(lag) }
  }

  #build(): Promise<Pipeline> {
    const { connector, identity: task, log, budget, callService } = this.#host
    const common = { log, signal: this.#life.signal, task, counters: this.#counters }
    const flush = (signal: AbortSignal) => this.#flush(signal)
    return buildPipeline(connector, {
      source: sourceContext({ ...common, budget, offsets: this.#offsets, commits: this.#commits, flush }),
      sink: sinkContext({ ...common, budget, tolerance: this.#tolerance, callService }),
    })
  }

  async #carry(pipeline: Pipeline): Promise<void> {
    this.#host.changed('RUNNING')
    const { signal } = this.#life
    const carrying = new AbortController()
    void this.#commits.run(carrying.signal)
    const takeError: TakeRecordError = (record, stage, error) => this.#tolerance.take(record, stage, error)
    const fail = (error: unknown) => this.fail(error)
    const path = { pipeline, offsets: this.#offsets, counters: this.#counters, takeError, signal, fail }
    try {
      await orAborted(runTask(path, this.#reading.signal), signal)
      await Promise.all([this.#flush(signal), this.#offsets.drained(signal)])
    } finally {
      carrying.abort()
    }
  }

  async #flush(signal: AbortSignal): Promise<void> {
    if (!this.#pipeline || signal.aborted) return
    try {
      await orAborted(this.#pipeline.sink.flush(signal), signal)
    } catch (error) {
      if (!signal.aborted) this.fail(error)
    }
  }
}
