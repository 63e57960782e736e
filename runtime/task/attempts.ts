import { ConnectError } from '../api/errors.ts'
import { pause } from '../commit/waiting.ts'
import type { ErrorHandling } from '../config/resolved-config.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'

export interface RetryPolicy {
  readonly errors: Pick<ErrorHandling, 'retryTimeoutMs' | 'retryDelayMaxMs'>
  readonly counters: TaskCounters
  readonly retrying: (reason: string | null) => void
  readonly signal: AbortSignal
}

const firstDelayMs = 300

/** Attempts at one thing, such as converting one batch, of which each but the first follows a failure that may pass. */
export class Attempts {
  readonly #policy: RetryPolicy
  #failures = 0
  #until = 0

  constructor(policy: RetryPolicy) {
    this.#policy = policy
  }

  /**
   * Waits, and says whether there is to be another attempt: the error may pass, and the time for that is not over. Rejects when
   * `signal` aborts, as then nothing has been given up.
   */
  async again(error: unknown): Promise<boolean> {
    const { errors, counters, retrying, signal } = this.#policy
    const now = performance.now()
    if (this.#failures === 0)
      this.#until = errors.retryTimeoutMs < 0 ? Number.POSITIVE_INFINITY : now + errors.retryTimeoutMs
    if (!mayPass(error) || now >= this.#until) return false
    retrying(reasonOf(error))
    await pause(Math.min(this.#delayMs(), this.#until - now), signal)
    this.#failures++
    signal.throwIfAborted()
    counters.retries++
    return true
  }

  /** What was attempted has worked, or is given up. */
  end(): void {
    if (this.#failures > 0) this.#policy.retrying(null)
  }

  /** Doubles each time. Not always the same, so that tasks that failed together do not come back together. */
  #delayMs(): number {
    const most = Math.min(firstDelayMs * 2 ** this.#failures, this.#policy.errors.retryDelayMaxMs)
    return most * (0.5 + Math.random() / 2)
  }
}

export const mayPass = (error: unknown): boolean => ConnectError.is(error) && error.retriable
