import { availableParallelism } from 'node:os'
import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import { pause } from '../commit/waiting.ts'
import type { ResolvedConnector, ResolvedWorker } from '../config/resolved-config.ts'
import { loggerTo, reasonOf, traceOf, type WriteLog } from '../telemetry/log-record.ts'
import { noStartups } from '../telemetry/startups.ts'
import { AssignedTask, type Services } from './assigned-task.ts'
import { endLimitMs } from './end-pipeline.ts'
import { judgeThread } from './judge-thread.ts'
import { floorOf, Slots, shareBudget } from './shared-budget.ts'
import { Thread, type ThreadEnd } from './thread.ts'
import { Watchdog } from './watchdog.ts'

/** Tasks of one connector that are to run. */
export interface Assignment {
  readonly connector: ResolvedConnector
  readonly indexes: readonly number[]
  readonly paused: boolean
  readonly services: Services
  /** Called after each change of a task's state. */
  readonly changed: (task: AssignedTask) => void
  /** Called when a task has ended through no fault of its own: another is to go on in its place. */
  readonly displaced: (task: AssignedTask) => void
  /** Called with topics that records have come from. */
  readonly readFrom: (topics: readonly string[]) => void
}

/** How many threads a worker has at most. */
export const threadLimit = ({ threads }: ResolvedWorker): number => threads || availableParallelism()

/** The threads of this worker: as many as it may have, started as they are needed. Each runs any number of tasks. */
export class Threads {
  readonly #worker: ResolvedWorker
  readonly #write: WriteLog
  readonly #log: Logger
  readonly #budget
  readonly #slots: Slots
  readonly #blocked: () => void
  readonly #watchdog: Watchdog
  readonly #threads = new Set<Thread>()
  readonly #threadOf = new Map<AssignedTask, Thread>()
  /** Of tasks, since the worker has started. */
  readonly startups = noStartups()
  readonly #starting = new Set<AssignedTask>()
  /** Bytes: said again only when it gets worse. */
  #warnedOf = 0

  /** `blocked` is called when a thread cannot be ended: only the process can. */
  constructor(worker: ResolvedWorker, write: WriteLog, blocked: () => void) {
    this.#worker = worker
    this.#write = write
    this.#log = loggerTo(write)
    this.#budget = shareBudget(worker.bufferMemory)
    this.#slots = new Slots(this.#budget)
    this.#blocked = blocked
    this.#watchdog = new Watchdog(worker.watchdogMs, thread => void this.#condemn(thread))
  }

  /** Starts these tasks, each where there is least to do. All have their share of the memory before the first fetches. */
  assign({ connector, indexes, paused, services, ...owner }: Assignment): AssignedTask[] {
    const plans = this.#slots
      .take(indexes.length)
      .map((slot, at) => ({ slot, connector, index: indexes[at] ?? 0, paused }))
    this.#warnOfFloors()
    this.startups.attempts += plans.length
    return plans.map(plan => {
      const noted = () => {
        this.#note(task)
        owner.changed(task)
      }
      const displaced = () => owner.displaced(task)
      const { readFrom } = owner
      const task: AssignedTask = new AssignedTask(plan, { services, changed: noted, displaced, readFrom })
      this.#starting.add(task)
      const thread = this.#leastLoaded()
      this.#threadOf.set(task, thread)
      thread.start(task)
      return task
    })
  }

  /** Its first change says how its start went. */
  #note(task: AssignedTask): void {
    if (!this.#starting.delete(task)) return
    if (task.state === 'FAILED') this.startups.failures++
    else if (task.state !== 'STOPPED') this.startups.successes++
  }

  /** Bytes of records that it holds. */
  held(task: AssignedTask): number {
    // The slot of one that has ended may be another's by now.
    return this.#threadOf.has(task) ? Number(Atomics.load(this.#budget.held, task.plan.slot)) : 0
  }

  pause(task: AssignedTask): void {
    this.#threadOf.get(task)?.order('pause', task)
  }

  resume(task: AssignedTask): void {
    this.#threadOf.get(task)?.order('resume', task)
  }

  /** Resolves with whether it has ended in time. One that has not is waited for no longer. */
  async stop(task: AssignedTask): Promise<boolean> {
    const thread = this.#threadOf.get(task)
    thread?.order('stop', task)
    const limitMs = task.stopLimitMs + endLimitMs
    const waiting = new AbortController()
    const inTime = await Promise.race([
      task.ended.then(() => true),
      pause(limitMs, waiting.signal).then(() => waiting.signal.aborted),
    ])
    waiting.abort()
    if (inTime) return true
    const { connector, index } = task.plan
    this.#log.error(
      { connector: connector.name, task: index },
      `the task did not stop in ${limitMs} ms and is given up`,
    )
    thread?.giveUp(task)
    return false
  }

  /** Ends all threads, with what still runs in them. */
  async close(): Promise<void> {
    const threads = [...this.#threads]
    this.#watchdog.close()
    for (const thread of threads) thread.kill({ error: new Error('the worker has stopped') })
    await Promise.all(threads.map(thread => thread.gone))
  }

  #leastLoaded(): Thread {
    // One that is about to end, as its last task has, is none of those that there may be.
    const sound = [...this.#threads].filter(thread => thread.sound)
    const [idlest] = sound.toSorted((a, b) => a.load - b.load)
    return idlest && sound.length >= threadLimit(this.#worker) ? idlest : this.#startThread()
  }

  #startThread(): Thread {
    const thread = new Thread(
      { worker: this.#worker, budget: this.#budget },
      {
        log: this.#write,
        ended: task => this.#ended(task),
        died: (task, end) => this.#died(task, end),
        blocked: error => {
          this.#log.error(
            { err: error },
            `a thread does not end, as it waits in a call of the system, so the process does: ${reasonOf(error)}`,
          )
          this.#blocked()
        },
      },
    )
    this.#threads.add(thread)
    this.#watchdog.watch(thread)
    void thread.gone.then(() => this.#forget(thread))
    return thread
  }

  #forget(thread: Thread): void {
    this.#threads.delete(thread)
    this.#watchdog.forget(thread)
  }

  /** It does not answer: the task that it is at has failed, and the others go on in another. */
  async #condemn(thread: Thread): Promise<void> {
    thread.distrust()
    const { task, error, fields } = await judgeThread(thread, this.#worker.watchdogMs)
    thread.kill({ error, culprit: task, fields })
  }

  #ended(task: AssignedTask): void {
    this.#threadOf.delete(task)
    this.#slots.free(task.plan.slot)
    task.end()
  }

  /** What it held is free again; what it had not committed is read again by whoever comes next. */
  #died(task: AssignedTask, { error, culprit, fields }: ThreadEnd): void {
    const { connector, index } = task.plan
    const where = { connector: connector.name, task: index }
    this.#ended(task)
    if (culprit !== undefined && culprit !== task) {
      this.#log.warn(
        where,
        'the thread of the task was ended because of another one, so the task goes on elsewhere; what it had not committed is read again',
      )
      return task.displace()
    }
    const reason = ConnectError.is(error) ? error.message : `its thread has died: ${reasonOf(error)}`
    if (task.change({ state: 'FAILED', failure: { reason, trace: traceOf(error) }, stopLimitMs: 0 }))
      this.#log.error({ ...where, ...fields, err: error }, `the task has failed: ${reason}`)
  }

  #warnOfFloors(): void {
    const { bufferMemory } = this.#worker
    const least = floorOf(this.#budget) * this.#slots.taken
    if (least <= Math.max(bufferMemory, this.#warnedOf)) return
    this.#warnedOf = least
    this.#log.warn(
      {},
      `buffer.memory=${bufferMemory} has no room for one fetch of each task; up to ${least} bytes are held`,
    )
  }
}
