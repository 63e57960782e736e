import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import { keptErrors, type TaskCounters } from '../telemetry/metrics.ts'
import type { DeadLetterQueue } from './dead-letter-queue.ts'
import { type Failure, nameOfPart, pluginAt, stageName } from './failure.ts'
import { SkipLog } from './skip-log.ts'

export interface RecordErrorsParts {
  readonly connector: ResolvedConnector
  readonly log: Logger
  readonly counters: TaskCounters
  readonly queue: DeadLetterQueue | undefined
}

/** Decides, as the keys `errors.*` say, what becomes of records that cannot be converted, transformed or stored. */
export class RecordErrors {
  readonly #parts: RecordErrorsParts
  readonly #skipped: SkipLog

  constructor(parts: RecordErrorsParts) {
    this.#parts = parts
    this.#skipped = new SkipLog(parts.log)
  }

  /** Whether `take` may resolve for it. What is not about the record itself fails the task in any case. */
  tolerates({ error }: Failure): boolean {
    return this.#parts.connector.errors.tolerance === 'all' && isAboutRecord(error)
  }

  /**
   * Resolves when the record is safe in the dead-letter queue, or may be skipped. Rejects with what fails the task: an error that is
   * not tolerated is in the log and the queue by then too, as in Kafka Connect.
   */
  async take(failure: Failure): Promise<void> {
    const { connector, counters, queue } = this.#parts
    if (!isAboutRecord(failure.error)) throw failure.error
    this.#note(failure)
    if (connector.errors.log) this.#logError(failure)
    await queue?.send(failure)
    if (!this.tolerates(failure)) {
      counters.recordErrors++
      throw new ConnectError('TASK_FAILED', `${describe(failure, connector)} (errors.tolerance=none)`, {
        cause: failure.error,
      })
    }
    counters.skipped++
    if (!connector.errors.log) this.#skipped.add(`${describe(failure, connector)}${this.#keptIn()}`)
  }

  /** The task has ended: what has not been logged yet is now. */
  end(): void {
    this.#skipped.tell()
  }

  #note({ record, stage, error }: Failure): void {
    const { connector, counters } = this.#parts
    const { topic, partition, offset } = record
    const time = Date.now()
    const where = { stage: stageName(stage), plugin: pluginAt(stage, connector) }
    const entry = { ...where, topic, partition, offset: String(offset), reason: reasonOf(error), time }
    counters.lastErrorTime = time
    counters.lastErrors = [...counters.lastErrors, entry].slice(-keptErrors)
  }

  /** The key and the value of the record are never shown. */
  #logError({ record, stage, error: err }: Failure): void {
    const { connector, log, counters } = this.#parts
    const { topic, partition, offset, timestamp } = record
    const named = connector.errors.logRecord ? { topic, partition, offset, timestamp } : {}
    const plugin = pluginAt(stage, connector)
    log.error({ ...named, stage: stageName(stage), plugin, err }, `a record failed in the ${stage}: ${reasonOf(err)}`)
    counters.errorsLogged++
  }

  #keptIn(): string {
    const { deadLetters } = this.#parts.connector.errors
    return deadLetters ? ` (it is in the dead-letter queue ${deadLetters.queue})` : ''
  }
}

const isAboutRecord = (error: unknown): boolean => !ConnectError.is(error) || error.scope === 'record'

function describe(
  { record: { topic, partition, offset }, stage, error }: Failure,
  connector: ResolvedConnector,
): string {
  const what = ConnectError.is(error) && error.code === 'PLUGIN_FAULT' ? 'did not carry' : 'refused'
  return `${topic}/${partition} offset ${offset}: the ${nameOfPart(stage, connector)} ${what} the record: ${reasonOf(error)}`
}
