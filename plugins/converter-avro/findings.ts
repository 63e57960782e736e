import { ConnectError } from 'psconnect/plugin'

/** Why nothing was found, and until when, by `performance.now()`, that is believed. */
interface Failure {
  readonly error: ConnectError
  readonly until: number
}

const believeMs = 30_000

/** What was found out, by key: values for good, errors of records for 30 s. */
export class Findings<K, T> {
  readonly #values = new Map<K, T>()
  readonly #failures = new Map<K, Failure>()

  /** Whether nothing need be found out now, as a value or an error is known. */
  isSettled(key: K): boolean {
    return this.#values.has(key) || (this.#failures.get(key)?.until ?? 0) > performance.now()
  }

  /** Undefined where nothing has been found out; throws the error where that is what was. */
  get(key: K): T | undefined {
    const value = this.#values.get(key)
    if (value !== undefined) return value
    const failure = this.#failures.get(key)
    if (failure) throw failure.error
    return undefined
  }

  /** Makes the value of what is fetched; of several who do so at the same time, the first. Rejects with all but errors of records. */
  async settle<F>(key: K, fetch: () => Promise<F>, make: (fetched: F) => T): Promise<void> {
    try {
      const fetched = await fetch()
      if (!this.#values.has(key)) this.#values.set(key, make(fetched))
      this.#failures.delete(key)
    } catch (error) {
      if (!ConnectError.is(error) || error.scope !== 'record') throw error
      this.#forgetOld()
      this.#failures.set(key, { error, until: performance.now() + believeMs })
    }
  }

  /** Bytes that only look like what is expected may give any number of keys. */
  #forgetOld(): void {
    const now = performance.now()
    for (const [key, { until }] of this.#failures) if (until < now) this.#failures.delete(key)
  }
}
