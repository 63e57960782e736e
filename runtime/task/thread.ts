import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { LogRecord } from '../telemetry/log-record.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'
import { type FromThread, type StateChange, type ThreadData, type ToThread, toPlainError } from './messages.ts'
import type { SinkServices } from './sink-services.ts'

export interface ThreadEvents {
  readonly log: (record: LogRecord) => void
  readonly state: (slot: number, change: StateChange) => void
  readonly counters: (slot: number, counters: TaskCounters) => void
  /** The thread is gone. `error` says why when its tasks had not ended. */
  readonly gone: (error: Error | undefined) => void
}

/** A worker thread as the main thread sees it. */
export class Thread {
  readonly #worker: Worker
  readonly #events: ThreadEvents
  readonly #services: SinkServices
  readonly #calls = new Map<number, AbortController>()
  readonly #gone = Promise.withResolvers<void>()
  #done = false
  #error: Error | undefined

  constructor(data: ThreadData, events: ThreadEvents, services: SinkServices) {
    this.#events = events
    this.#services = services
    // The same kind of file as this one: TypeScript in a checkout, JavaScript where it was built.
    const entry = new URL(`./task-thread${extname(import.meta.url)}`, import.meta.url)
    this.#worker = new Worker(entry, { workerData: data, name: 'tasks' })
    this.#worker.on('message', (message: FromThread) => this.#take(message))
    this.#worker.on('error', error => {
      this.#error = error instanceof Error ? error : new Error(String(error))
    })
    this.#worker.on('exit', code => this.#ended(code))
  }

  /** Resolves when the thread is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise
  }

  stop(): void {
    this.#post({ type: 'stop' })
  }

  async kill(): Promise<void> {
    await this.#worker.terminate()
  }

  #post(message: ToThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#worker.postMessage(message)
  }

  #take(message: FromThread): void {
    switch (message.type) {
      case 'log':
        return this.#events.log(message.record)
      case 'state':
        return this.#events.state(message.slot, message.change)
      case 'counters':
        return this.#events.counters(message.slot, message.counters)
      case 'call':
        return void this.#call(message)
      case 'cancel':
        return this.#calls.get(message.call)?.abort(new Error('the task no longer waits for this'))
      case 'done':
        this.#done = true
        // Plugins may have left timers or sockets behind that would keep the thread alive.
        return void this.#worker.terminate()
    }
  }

  async #call({ call, connector, request }: Extract<FromThread, { type: 'call' }>): Promise<void> {
    const cancel = new AbortController()
    this.#calls.set(call, cancel)
    try {
      this.#post({ type: 'answer', call, value: await this.#services.call(connector, request, cancel.signal) })
    } catch (error) {
      this.#post({ type: 'refusal', call, error: toPlainError(error) })
    }
    this.#calls.delete(call)
  }

  #ended(code: number): void {
    for (const call of this.#calls.values()) call.abort(new Error('the thread that asked has ended'))
    const unexpected = this.#error ?? new Error(`the thread ended with code ${code}`)
    this.#events.gone(this.#done ? undefined : unexpected)
    this.#gone.resolve()
  }
}
