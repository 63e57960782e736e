import { ConnectError } from '../api/errors.ts'
import { CommitTimer } from '../commit/commit-timer.ts'
import { OffsetTracker } from '../commit/offset-tracker.ts'
import { orAborted } from '../commit/waiting.ts'
import { buildPipeline, type Pipeline } from '../pipeline/build.ts'
import { keepsNothing } from '../pipeline/keeps-nothing.ts'
import { reasonOf, traceOf } from '../telemetry/log-record.ts'
import { noCounters } from '../telemetry/metrics.ts'
import { TaskMeasures } from '../telemetry/task-measures.ts'
import { ConverterTroubles, queueContext, sinkContext, sourceContext } from './contexts.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import { endPipeline } from './end-pipeline.ts'
import { nameOfPart } from './failure.ts'
import type { Progress } from './messages.ts'
import { RecordErrors } from './record-errors.ts'
import { type DataPath, runTask } from './run-task.ts'
import { StageDeadlines } from './stage-deadlines.ts'
import type { TaskHost } from './task-host.ts'
import { ToldByPlugins } from './told-by-plugins.ts'
import { letItGrow } from './young-generation.ts'

/** One task from start to end: makes its parts, lets records flow, drains, commits and closes. */
export class Task {
  readonly #host: TaskHost
  readonly #counters = noCounters()
  readonly #measures = new TaskMeasures()
  readonly #topics = new Set<string>()
  readonly #offsets = new OffsetTracker()
  readonly #commits: CommitTimer
  readonly #stages: StageDeadlines
  readonly #told: ToldByPlugins
  /** Aborts when no more is to be read. */
  readonly #reading = new AbortController()
  /** Aborts when what is in flight is given up too: the task has failed, or its time to stop is over. */
  readonly #life = new AbortController()
  #queue: DeadLetterQueue | undefined
  #pipeline: Pipeline | undefined
  #failed = false
  #paused = false
  /** Its parts are made. */
  #carrying = false
  #stopTimer: NodeJS.Timeout | undefined

  constructor(host: TaskHost) {
    this.#host = host
    this.#commits = new CommitTimer({
      offsets: this.#offsets,
      // Not given up when the task has failed: what is stored by then is committed too.
      commit: offsets => this.#stages.timed('source', 'commit', async () => this.#pipeline?.commit(offsets)),
      intervalMs: host.worker.offsetFlushIntervalMs,
      log: host.log,
      attempted: (records, milliseconds) => {
        if (records === null) this.#counters.commitFailures++
        else {
          this.#counters.committed += records
          this.#counters.commits++
          this.#measures.committed(milliseconds)
        }
      },
    })
    this.#stages = new StageDeadlines({
      limitMs: host.worker.stageTimeoutMs,
      nameOf: part => nameOfPart(part, host.connector),
      counters: this.#counters,
      signal: this.#life.signal,
      fail: error => this.fail(error),
    })
    this.#told = new ToldByPlugins(this.#stages, error => this.fail(error))
  }

  /** Resolves when the task has ended, however it ended. */
  async run(): Promise<void> {
    try {
      await this.#carry(await this.#build())
    } catch (error) {
      this.fail(error)
    }
    clearTimeout(this.#stopTimer)
    await endPipeline([...(this.#pipeline?.parts ?? []), this.#queue ?? {}], this.#commits, this.#host.log)
    const again = this.#offsets.uncommitted()
    if (again > 0) this.#host.log.warn({}, `${again} records were read but not committed: they are sent again`)
    this.#life.abort(new Error('the task has ended'))
    this.#stages.close()
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

  /** Fetches nothing more until `resume`. What was fetched goes on to be stored and committed. */
  pause(): void {
    this.#paused = true
    this.#host.budget.pause()
    this.#showCarrying()
  }

  resume(): void {
    this.#paused = false
    this.#host.budget.resume()
    this.#showCarrying()
  }

  /** How long what is in flight is waited for: at least as long as one attempt to store it may take. */
  get stopLimitMs(): number {
    const attempts = [this.#pipeline?.sink.attemptTimeoutMs ?? 0, this.#queue?.attemptTimeoutMs ?? 0]
    return Math.max(this.#host.worker.shutdownTimeoutMs, ...attempts)
  }

  /** Fails this task alone. What goes wrong once the task is over, such as writes that were cut off, changes nothing. */
  fail(error: unknown): void {
    if (this.#life.signal.aborted) return
    this.#failed = true
    this.#host.log.error({ err: error }, `the task has failed: ${reasonOf(error)}`)
    this.#host.changed('FAILED', { reason: reasonOf(error), trace: traceOf(error) })
    this.#life.abort(error)
    this.#reading.abort(error)
  }

  /** For an error of its code that nobody waits for, such as one of a timer. After the task's end it is only told. */
  failUnawaited(error: unknown): void {
    const { log } = this.#host
    if (this.#life.signal.aborted)
      return log.warn({ err: error }, `an error of a task that has ended: ${reasonOf(error)}`)
    const message = `code of one of its plugins threw where nobody waits for it, such as in a timer: ${reasonOf(error)}`
    this.fail(new ConnectError('PLUGIN_FAULT', message, { cause: error, scope: 'task' }))
  }

  /** What it has done by now. */
  progress(): Progress {
    const lag = this.#told.lag(this.#pipeline?.source, this.#offsets.unstored())
    const measured = this.#measures.measured()
    const topics = [...this.#topics]
    this.#topics.clear()
    const { partitions } = this.#offsets
    return { counters: { ...this.#counters, ...lag, partitions, measured }, topics }
  }

  #showCarrying(): void {
    if (this.#carrying && !this.#life.signal.aborted) this.#host.changed(this.#paused ? 'PAUSED' : 'RUNNING')
  }

  /** The queue first: a task without the one it needs takes no records. */
  async #build(): Promise<DataPath> {
    const { connector, identity: task, log, budget, place, callService, askOffsets } = this.#host
    const stages = this.#stages
    const assigned = new Set<string>()
    const offsets = this.#offsets
    const counters = this.#counters
    const measures = this.#measures
    const common = { log, signal: this.#life.signal, task, counters, measures }
    const sending = { ...common, budget, callService }
    const { deadLetters } = connector.errors
    const sender = { connector, task: task.index }
    const queue =
      deadLetters &&
      (await DeadLetterQueue.open({ deadLetters, sender, counters, context: queueContext(sending), stages }))
    this.#queue = queue
    const recordErrors = new RecordErrors({ connector, log, counters, queue })
    const troubles = new ConverterTroubles(counters)
    const flush = (signal: AbortSignal) => this.#flush(signal)
    const pipeline = await buildPipeline(connector, {
      source: sourceContext({ ...common, budget, assigned, offsets, commits: this.#commits, flush, askOffsets }),
      sink: sinkContext({ ...sending, recordErrors }),
      // Also what is stored when the task has failed.
      keepOffsets: async stored =>
        void (await askOffsets({ type: 'commit', offsets: stored }, new AbortController().signal)),
      converting: part => ({
        retrying: troubles.of(part),
        figure: (name, read) => measures.offer(part, name, () => this.#told.figure(part, name, read)),
      }),
      within: stages.within,
    })
    this.#pipeline = pipeline
    const { errors } = connector
    const fail = (error: unknown) => this.fail(error)
    const kept = { offsets, topics: this.#topics, keepsNothing: keepsNothing(connector), assigned, place, stages }
    return { ...common, ...kept, pipeline, recordErrors, errors, retrying: troubles.of('retries'), fail }
  }

  async #carry(path: DataPath): Promise<void> {
    const { signal } = this.#life
    if (signal.aborted) return
    this.#carrying = true
    this.#showCarrying()
    letItGrow()
    const carrying = new AbortController()
    void this.#commits.run(carrying.signal)
    try {
      await orAborted(runTask(path, this.#reading.signal), signal)
      await Promise.all([this.#flush(signal), this.#offsets.drained(signal)])
    } finally {
      carrying.abort()
    }
  }

  async #flush(signal: AbortSignal): Promise<void> {
    if (!this.#pipeline || signal.aborted) return
    const { sink } = this.#pipeline
    const flushed = this.#stages.within({ part: 'sink', method: 'flush' }, async () => {
      await Promise.all([sink.flush(signal), this.#queue?.flush(signal)])
    })
    try {
      await orAborted(flushed, signal)
    } catch (error) {
      if (!signal.aborted) this.fail(error)
    }
  }
}
