import { ConnectError } from '../api/errors.ts'
import type { Within } from '../pipeline/make-part.ts'
import { type NameOf, namedError, type Part, type PluginCall } from '../pipeline/plugin-fault.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'

export interface DeadlineParts {
  /** `task.stage.timeout.ms`; 0: never. */
  readonly limitMs: number
  readonly nameOf: NameOf
  readonly counters: TaskCounters
  /** Aborts when nothing of the task is waited for any more. */
  readonly signal: AbortSignal
  readonly fail: (error: unknown) => void
}

/** Something that a plugin has begun and not ended. */
interface Open {
  readonly call: PluginCall
  readonly limitMs: number
  waitedMs: number
}

/**
 * Fails the task when a plugin has begun something that neither ends nor gets on, and it does not say that it is retrying. Time counts
 * as this thread lives it: a process that was suspended, or a thread that was busy, has not waited.
 */
export class StageDeadlines {
  readonly #parts: DeadlineParts
  readonly #open = new Set<Open>()
  readonly #tickMs: number
  readonly #timer: NodeJS.Timeout | undefined

  constructor(parts: DeadlineParts) {
    this.#parts = parts
    this.#tickMs = Math.min(Math.max(parts.limitMs / 10, 5), 1_000)
    if (parts.limitMs > 0) this.#timer = setInterval(() => this.#tick(), this.#tickMs)
  }

  /** To be called at the task's end. */
  close(): void {
    clearInterval(this.#timer)
  }

  /** `atLeastMs`: however short the limit is, this long is waited. */
  begin(part: Part, method: string, atLeastMs = 0): Open {
    const open = { call: { part, method }, limitMs: Math.max(this.#parts.limitMs, atLeastMs), waitedMs: 0 }
    this.#open.add(open)
    return open
  }

  /** The others that wait for the same have got on with it. */
  end(open: Open): void {
    this.#open.delete(open)
    this.progress(open.call.part)
  }

  progress(part: Part): void {
    for (const open of this.#open) if (open.call.part === part) open.waitedMs = 0
  }

  /** Waits for one call. Rejects as it does, or when nothing is waited for any more. */
  readonly within: Within = async (call, work) => {
    const { signal } = this.#parts
    const open = this.begin(call.part, call.method)
    try {
      return await orReason(work, signal)
    } catch (error) {
      throw signal.aborted ? signal.reason : this.named(error, call.part, call.method)
    } finally {
      this.end(open)
    }
  }

  /** Waits for one call to its end, also where nothing else of the task is waited for any more. */
  async timed(part: Part, method: string, work: () => Promise<void>): Promise<void> {
    const open = this.begin(part, method)
    await work().finally(() => this.end(open))
  }

  /** What a plugin threw, with its name where it does not say whose it is. */
  named(error: unknown, part: Part, method: string): unknown {
    return namedError(error, { part, method }, this.#parts.nameOf)
  }

  #tick(): void {
    for (const open of this.#open) {
      open.waitedMs = this.#isExcused(open.call.part) ? 0 : open.waitedMs + this.#tickMs
      if (open.waitedMs >= open.limitMs) this.#expire(open)
    }
  }

  #expire(open: Open): void {
    this.#open.delete(open)
    const { part, method } = open.call
    const what = `${method}() of the ${this.#parts.nameOf(part)} did not end in ${open.limitMs} ms, and nothing says that it is retrying`
    const help = part.includes('transform')
      ? 'it waits for something that does not come'
      : 'it waits for something that does not come, or must call context.retrying() while it waits on purpose'
    this.#parts.fail(new ConnectError('TASK_STUCK', `${what} (task.stage.timeout.ms): ${help}`))
  }

  /** Whether it says what it waits for. The sink also waits for the dead-letter queue, with what it rejects. */
  #isExcused(part: Part): boolean {
    const { sourceRetrying, converterRetrying, sinkRetrying, deadLettersRetrying } = this.#parts.counters
    switch (part) {
      case 'source':
        return sourceRetrying !== null
      case 'key converter':
      case 'value converter':
      case 'header converter':
        return converterRetrying !== null
      case 'sink':
        return sinkRetrying !== null || deadLettersRetrying !== null || this.#isOpen('dead-letter queue')
      case 'dead-letter queue':
        return deadLettersRetrying !== null
      default:
        return false
    }
  }

  #isOpen(part: Part): boolean {
    for (const open of this.#open) if (open.call.part === part) return true
    return false
  }
}

/** Rejects with the signal's reason when that aborts first. */
async function orReason<T>(work: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work(), aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
