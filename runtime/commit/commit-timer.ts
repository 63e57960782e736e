import type { Logger } from '../api/context.ts'
import type { Offsets, OffsetTracker } from './offset-tracker.ts'
import { pause } from './waiting.ts'

export interface CommitTimerParts {
  readonly offsets: OffsetTracker
  readonly commit: (offsets: Offsets) => Promise<void>
  readonly intervalMs: number
  readonly log: Logger
  /** Told after each attempt: how many records a success has added, or null for a failure; and how long it took. */
  readonly attempted: (records: number | null, milliseconds: number) => void
}

const firstRetryMs = 500
const slowMs = 30_000

/** Commits what may be committed, every interval; sooner after a failure. Commits never overlap. */
export class CommitTimer {
  readonly #parts: CommitTimerParts
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: CommitTimerParts) {
    this.#parts = parts
  }

  /** Goes on until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { intervalMs } = this.#parts
    let failures = 0
    while (!signal.aborted) {
      await pause(failures === 0 ? intervalMs : Math.min(intervalMs, backoff(failures)), signal)
      if (signal.aborted) return
      failures = (await this.#commitAfterLast()) ? 0 : failures + 1
    }
  }

  /** Commits all that may be committed now, trying again until it succeeds or `signal` aborts. */
  async finish(signal: AbortSignal): Promise<void> {
    for (let failures = 1; !(await this.#commitAfterLast()) && !signal.aborted; failures++)
      await pause(backoff(failures), signal)
  }

  #commitAfterLast(): Promise<boolean> {
    const commit = this.#last.then(() => this.#commit())
    this.#last = commit
    return commit
  }

  async #commit(): Promise<boolean> {
    const { offsets, commit, log, attempted } = this.#parts
    const committing = offsets.committable()
    if (committing.size === 0) return true
    const slow = setInterval(() => log.warn({}, 'an offset commit is still not answered'), slowMs)
    const since = performance.now()
    try {
      await commit(committing)
      attempted(offsets.committed(committing), performance.now() - since)
      return true
    } catch (err) {
      log.warn({ err }, `committing the offsets of ${committing.size} partitions failed; it is tried again`)
      attempted(null, performance.now() - since)
      return false
    } finally {
      clearInterval(slow)
    }
  }
}

const backoff = (failures: number): number => firstRetryMs * 2 ** Math.min(failures - 1, 6)
