import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { ConsumerRecord } from '../api/record.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import type { Stage } from '../pipeline/convert.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'

const logEveryMs = 5_000

/** Applies `errors.tolerance` to records that cannot be converted or stored. */
export class Tolerance {
  readonly #tolerated: boolean
  readonly #log: Logger
  readonly #counters: TaskCounters
  #lastLogged = Number.NEGATIVE_INFINITY
  #unlogged = 0

  constructor(tolerance: ResolvedConnector['errorsTolerance'], log: Logger, counters: TaskCounters) {
    this.#tolerated = tolerance === 'all'
    this.#log = log
    this.#counters = counters
  }

  /** Returns when the record may be skipped; otherwise throws what fails the task. */
  take({ topic, partition, offset }: ConsumerRecord, stage: Stage, error: unknown): void {
    if (ConnectError.is(error) && error.scope !== 'record') throw error
    const message = `${topic}/${partition} offset ${offset}: the ${stage} refused the record: ${reasonOf(error)}`
    if (!this.#tolerated) throw new ConnectError('TASK_FAILED', `${message} (errors.tolerance=none)`, { cause: error })
    this.#counters.skipped++
    this.#unlogged++
    if (performance.now() - this.#lastLogged < logEveryMs) return
    const fields = this.#unlogged > 1 ? { skippedSinceLastLine: this.#unlogged } : {}
    this.#log.warn(fields, `skipped ${message}`)
    this.#lastLogged = performance.now()
    this.#unlogged = 0
  }
}
