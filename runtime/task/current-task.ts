import { AsyncLocalStorage } from 'node:async_hooks'

/** Called by whoever stops a thread from outside and asks it, by this name, whose code it runs. */
const question = Symbol.for('psconnect.task')
export const askForTask = `globalThis[Symbol.for('${Symbol.keyFor(question)}')]()`

/**
 * Whose code a thread is running: what a task begins is the task's own, also after a wait or in a timer. So an error that nobody
 * awaits, and a loop without an end, are told to be of one task.
 */
export class CurrentTask<T> {
  readonly #storage = new AsyncLocalStorage<T>()

  /** `answer` is what is told of it to whoever asks from outside. */
  constructor(answer: (task: T | undefined) => number | undefined) {
    Object.assign(globalThis, { [question]: () => answer(this.task) })
  }

  get task(): T | undefined {
    return this.#storage.getStore()
  }

  run<R>(task: T, begin: () => R): R {
    return this.#storage.run(task, begin)
  }
}
