import { extname } from 'node:path'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { type SharedPlace, sharePlace } from '../pipeline/place.ts'
import type { LogRecord } from '../telemetry/log-record.ts'
import type { AssignedTask } from './assigned-task.ts'
import { judgeDeath } from './judge-thread.ts'
import { type FromThread, type Order, type ThreadData, type ToThread, toPlainError } from './messages.ts'

/**
 * V8 lets what is young grow where much of it survives, as values do that are decoded and in flight: by 100 MB, for no gain in speed.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 24 }

/** How long a thread may take to be gone once it is ended. */
const goneLimitMs = 5_000

/** Why a thread was ended, or has ended. */
export interface ThreadEnd {
  readonly error: Error
  /** The only task that it is the fault of, where that is known. */
  readonly culprit?: AssignedTask | undefined
  /** What the log says beside it. */
  readonly fields?: object
}

export interface ThreadEvents {
  readonly log: (record: LogRecord) => void
  /** The task's slot is free again. */
  readonly ended: (task: AssignedTask) => void
  /** The thread is gone, though this task had not ended. */
  readonly died: (task: AssignedTask, end: ThreadEnd) => void
  /** It does not even go when it is ended: it is in a call of the system, such as a command that it waits for. */
  readonly blocked: (why: Error) => void
}

/** A worker thread as the main thread sees it. Once all its tasks have ended, it is ended too. */
export class Thread {
  readonly place: SharedPlace
  /** What the debugger calls it. */
  readonly id: number
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #events: ThreadEvents
  readonly #tasks = new Map<number, AssignedTask>()
  /** Those that do not end. */
  readonly #stuck = new Set<number>()
  readonly #calls = new Map<number, AbortController>()
  readonly #gone = Promise.withResolvers<void>()
  #sound = true
  #end: ThreadEnd | undefined
  #goneLimit: NodeJS.Timeout | undefined

  constructor(data: Omit<ThreadData, 'place' | 'port'>, events: ThreadEvents) {
    this.#events = events
    this.place = sharePlace()
    // The same kind of file as this one: TypeScript in a checkout, JavaScript where it was built.
    const entry = new URL(`./task-thread${extname(import.meta.url)}`, import.meta.url)
    const { port1, port2 } = new MessageChannel()
    const workerData: ThreadData = { ...data, place: this.place, port: port2 }
    this.#worker = new Worker(entry, { workerData, transferList: [port2], name: 'tasks', resourceLimits })
    this.#port = port1
    this.id = this.#worker.threadId
    this.#port.on('message', (message: FromThread) => this.#take(message))
    this.#worker.on('error', error => {
      this.#sound = false
      this.#end ??= this.#judge(error instanceof Error ? error : new Error(String(error)))
    })
    this.#worker.on('exit', code => this.#exited(code))
  }

  /** How many tasks it has. */
  get load(): number {
    return this.#tasks.size
  }

  /** Whether it may be given tasks. */
  get sound(): boolean {
    return this.#sound
  }

  /** Resolves when the thread is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise
  }

  start(task: AssignedTask): void {
    this.#tasks.set(task.plan.slot, task)
    this.#post({ type: 'start', plan: task.plan })
  }

  order(type: Order, { plan: { slot } }: AssignedTask): void {
    if (this.#tasks.has(slot)) this.#post({ type, slot })
  }

  /** A task does not end: this thread gets no further ones, and is ended with the last of the others. */
  giveUp({ plan: { slot } }: AssignedTask): void {
    if (!this.#tasks.has(slot)) return
    this.#sound = false
    this.#stuck.add(slot)
    this.#endIfIdle()
  }

  taskAt(slot: number | undefined): AssignedTask | undefined {
    return slot === undefined ? undefined : this.#tasks.get(slot)
  }

  /** It gets no further tasks. */
  distrust(): void {
    this.#sound = false
  }

  /** Ends it, whatever still runs here. */
  kill(end: ThreadEnd): void {
    this.#sound = false
    this.#end ??= end
    const { error } = this.#end
    this.#goneLimit ??= setTimeout(() => this.#events.blocked(error), goneLimitMs)
    void this.#worker.terminate()
  }

  #post(message: ToThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#port.postMessage(message)
  }

  #take(message: FromThread): void {
    switch (message.type) {
      case 'log':
        return this.#events.log(message.record)
      case 'cancel':
        return this.#calls.get(message.call)?.abort(new Error('the task no longer waits for this'))
      case 'unsound':
        this.#sound = false
        return
      case 'state':
      case 'progress':
      case 'call':
      case 'ended': {
        const task = this.#tasks.get(message.slot)
        if (task) this.#takeOf(task, message)
      }
    }
  }

  #takeOf(task: AssignedTask, message: Extract<FromThread, { slot: number }>): void {
    switch (message.type) {
      case 'state':
        return void task.change(message.change)
      case 'progress':
        return task.advance(message.progress)
      case 'call':
        return void this.#call(task, message)
      case 'ended':
        return this.#ended(task)
    }
  }

  async #call(task: AssignedTask, { call, to, request }: Extract<FromThread, { type: 'call' }>): Promise<void> {
    const cancel = new AbortController()
    this.#calls.set(call, cancel)
    try {
      this.#post({ type: 'answer', call, value: await task.services[to](request, cancel.signal) })
    } catch (error) {
      this.#post({ type: 'refusal', call, error: toPlainError(error) })
    }
    this.#calls.delete(call)
  }

  #ended(task: AssignedTask): void {
    this.#tasks.delete(task.plan.slot)
    this.#stuck.delete(task.plan.slot)
    this.#events.ended(task)
    this.#endIfIdle()
  }

  /** Plugins may have left timers or sockets behind that would keep it alive. */
  #endIfIdle(): void {
    if (this.#tasks.size === this.#stuck.size) this.kill({ error: new Error('a task of it did not stop in time') })
  }

  #exited(code: number): void {
    this.#sound = false
    for (const call of this.#calls.values()) call.abort(new Error('the thread that asked has ended'))
    clearTimeout(this.#goneLimit)
    // What it said before it went.
    for (let last = receiveMessageOnPort(this.#port); last; last = receiveMessageOnPort(this.#port))
      this.#take(last.message)
    this.#port.close()
    const end = this.#end ?? this.#judge(new Error(`the thread ended with code ${code}, as process.exit() does`))
    const tasks = [...this.#tasks.values()]
    this.#tasks.clear()
    for (const task of tasks) this.#events.died(task, end)
    this.#gone.resolve()
  }

  /** Nobody has ended it: it may be the fault of a task that it was at. */
  #judge(error: Error): ThreadEnd {
    const { task, ...verdict } = judgeDeath(this, error)
    return { ...verdict, culprit: task }
  }
}
