/** Work that several wait for: of each key it runs once at a time, and is given up when nobody waits for it any more. */
export class SharedWork<K, T> {
  readonly #runs = new Map<K, Run<T>>()

  /** Joins what is running for this key, or starts `work`. Rejects with the reason of `signal` when that aborts. */
  async join(key: K, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const run = this.#runs.get(key) ?? this.#start(key, work)
    run.waiting++
    try {
      return await orAborted(run.result, signal)
    } finally {
      if (--run.waiting === 0) {
        this.#runs.delete(key)
        run.life.abort()
      }
    }
  }

  #start(key: K, work: (signal: AbortSignal) => Promise<T>): Run<T> {
    const life = new AbortController()
    const run = { life, result: work(life.signal), waiting: 0 }
    this.#runs.set(key, run)
    return run
  }
}

interface Run<T> {
  readonly life: AbortController
  readonly result: Promise<T>
  waiting: number
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
