import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { OffsetFile } from '../commit/offset-file.ts'
import type { ConnectorConfig } from '../config/connector-configs.ts'
import type { TaskFailure } from '../task/messages.ts'
import type { Threads } from '../task/threads.ts'
import { reasonOf, traceOf } from '../telemetry/log-record.ts'
import { noCounters, sumCounters, type TaskCounters, totalsOf } from '../telemetry/metrics.ts'
import type { Startups } from '../telemetry/startups.ts'
import { checkSource } from './check-sources.ts'
import { ConnectorRun } from './connector-run.ts'
import { type Command, stateAfter, stepOf } from './connector-states.ts'
import type { ConnectorTask } from './connector-task.ts'
import type { ConnectorState, InitialState } from './views.ts'

export interface ConnectorHost {
  readonly threads: Threads
  readonly log: Logger
  /** Where the offsets are kept of sources without a store of their own. */
  readonly offsetFile: OffsetFile | undefined
  /** Of all connectors. */
  readonly startups: Startups
  /** Called when it, or a task of it, has failed and is not started again by itself. */
  readonly failed: () => void
}

/** One connector: what it is configured to do, in which state it is, and its tasks. */
export class Connector {
  readonly #host: ConnectorHost
  #config: ConnectorConfig
  #state: ConnectorState
  /** What it is to be once it has begun. */
  #target: InitialState
  #failure: TaskFailure | undefined
  /** Its tasks, until they have ended. */
  #run: ConnectorRun | undefined
  /** Aborts when what began last is no longer wanted. */
  #beginning = new AbortController()
  #closing = false
  /** Whether all tasks that were told to end have ended in time. */
  #ended = Promise.resolve(true)
  /** The last change of its offsets: tasks begin after it. */
  #offsetsChanged: Promise<unknown> = Promise.resolve()
  /** Of tasks that were. */
  #past = noCounters()
  readonly #topics = new Set<string>()

  constructor(config: ConnectorConfig, host: ConnectorHost) {
    this.#config = config
    this.#host = host
    this.#target = config.initialState
    this.#state = config.initialState === 'STOPPED' ? 'STOPPED' : 'UNASSIGNED'
  }

  get config(): ConnectorConfig {
    return this.#config
  }

  get state(): ConnectorState {
    return this.#state
  }

  /** Why it could not begin. */
  get failure(): TaskFailure | undefined {
    return this.#failure
  }

  get tasks(): readonly ConnectorTask[] {
    return this.#run?.tasks ?? []
  }

  get topics(): readonly string[] {
    return [...this.#topics]
  }

  get counters(): TaskCounters {
    return sumCounters([this.#past, ...(this.#run ? [this.#run.counters] : [])])
  }

  /**
   * Resolves when its offsets are no longer being changed and the tasks that were told to end have ended, or are waited for no longer,
   * with whether they had ended in time.
   */
  get ended(): Promise<boolean> {
    return this.#offsetsChanged.then(() => this.#ended)
  }

  resetTopics(): void {
    this.#topics.clear()
  }

  /** Its first start. `reached`: that its source can be reached is known already. */
  start({ reached }: { readonly reached: boolean }): void {
    if (this.#state === 'UNASSIGNED') void this.#begin(reached)
  }

  /** What follows from it is not waited for. */
  do(command: Command): void {
    if (this.#closing) return
    this.#target = targets[command] ?? this.#target
    const step = stepOf(this.#state, command)
    if (step === 'nothing') return
    this.#change(stateAfter[step])
    if (step === 'hold') this.#run?.pause()
    else if (step === 'release') this.#run?.resume()
    else if (step === 'end') this.#end()
    else void this.#begin(false)
  }

  /**
   * Has its offsets changed once its tasks have ended, one change after another. A command that comes meanwhile is taken, but what
   * begins, begins when that is done. Rejects with CONNECTOR_STATE unless the connector is stopped.
   */
  async changeOffsets(change: () => Promise<void>): Promise<void> {
    const { name } = this.#config.resolved
    if (this.#state !== 'STOPPED')
      throw new ConnectError(
        'CONNECTOR_STATE',
        `Connectors must be in the STOPPED state before their offsets can be modified. Connector ${name} is ${this.#state}: PUT /connectors/${encodeURIComponent(name)}/stop stops it`,
      )
    const done = this.ended.then(change)
    this.#offsetsChanged = done.catch(() => undefined)
    await done
  }

  /** Its tasks go on with this, unless it is stopped. */
  configure(config: ConnectorConfig): void {
    this.#config = config
    this.do('restart')
  }

  /** The worker ends: so do its tasks, for good, and what is shown of them stays. Resolves as `ended` does. */
  close(): Promise<boolean> {
    this.#closing = true
    this.#end()
    return this.ended
  }

  #change(state: ConnectorState, failure?: TaskFailure): void {
    const { name } = this.#config.resolved
    this.#host.log.info({ connector: name }, `connector ${name} is ${state} (was ${this.#state})`)
    this.#state = state
    // What had failed is still shown until it is known how the next start goes.
    if (state !== 'RESTARTING') this.#failure = failure
  }

  async #begin(reached: boolean): Promise<void> {
    this.#end()
    const beginning = new AbortController()
    this.#beginning = beginning
    const { signal } = beginning
    await this.ended
    if (!signal.aborted) this.#host.startups.attempts++
    try {
      if (!reached && !signal.aborted) await checkSource(this.#config.resolved, { log: this.#host.log, signal })
      if (!signal.aborted) this.#beginRun()
    } catch (error) {
      if (!signal.aborted) this.#fail(error)
    }
  }

  #beginRun(): void {
    const { threads, log, failed, offsetFile } = this.#host
    const readFrom = (topics: readonly string[]) => topics.forEach(topic => this.#topics.add(topic))
    const paused = this.#target === 'PAUSED'
    this.#forget(this.#run)
    this.#run = new ConnectorRun(this.#config.resolved, { threads, log, failed, offsetFile, readFrom, paused })
    this.#host.startups.successes++
    this.#change(this.#target)
  }

  /** Whatever has begun ends, without being waited for here. */
  #end(): void {
    this.#beginning.abort()
    const run = this.#run
    if (!run) return
    this.#ended = run.end().then(inTime => {
      // While it restarts, its tasks are shown until others are in their places.
      if (this.#state !== 'RESTARTING' && !this.#closing) this.#forget(run)
      return inTime
    })
  }

  #forget(run: ConnectorRun | undefined): void {
    if (!run || run !== this.#run) return
    this.#past = sumCounters([this.#past, totalsOf(run.counters)])
    this.#run = undefined
  }

  #fail(error: unknown): void {
    const { name } = this.#config.resolved
    this.#host.log.error({ connector: name, err: error }, `connector ${name} cannot start: ${reasonOf(error)}`)
    this.#forget(this.#run)
    this.#host.startups.failures++
    this.#change('FAILED', { reason: reasonOf(error), trace: traceOf(error) })
    this.#host.failed()
  }
}

/** What a connector is to be from each command on. A restart changes nothing about that. */
const targets: Partial<Record<Command, InitialState>> = { pause: 'PAUSED', resume: 'RUNNING', stop: 'STOPPED' }
