import { ConnectError } from '../api/errors.ts'
import type { ConnectRecord } from '../api/record.ts'
import type { Sink, SinkContext } from '../api/sink.ts'
import type { DeadLetters } from '../config/resolved-config.ts'
import { makePart } from '../pipeline/make-part.ts'
import { isPromise, wrongResult } from '../pipeline/plugin-fault.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import type { TaskCounters } from '../telemetry/metrics.ts'
import { deadLetter, type Sender, withoutValue } from './dead-letter.ts'
import type { Failure } from './failure.ts'
import type { StageDeadlines } from './stage-deadlines.ts'

export interface QueueParts {
  readonly deadLetters: DeadLetters
  readonly sender: Sender
  readonly counters: TaskCounters
  /** For the sink that stores the dead letters, but for what it rejects. */
  readonly context: Omit<SinkContext, 'reject'>
  readonly stages: StageDeadlines
}

/** Where records go that cannot be carried: a sink of their own. One that cannot be reached is waited for. */
export class DeadLetterQueue {
  readonly #parts: QueueParts
  /** Dead letters under way, by what the sink was given, as long as they can still go without their values. */
  readonly #failures = new WeakMap<ConnectRecord, Failure>()
  readonly #sink: Sink

  private constructor(parts: QueueParts, sink: Sink) {
    this.#parts = parts
    this.#sink = sink
  }

  /** Rejects where there can be no such queue. */
  static async open(parts: QueueParts): Promise<DeadLetterQueue> {
    const opened = Promise.withResolvers<DeadLetterQueue>()
    const reject: SinkContext['reject'] = async (letter, error) => (await opened.promise).#reject(letter, error)
    const { sink, queue: name } = parts.deadLetters
    const context = { ...parts.context, reject }
    const wanted = { kind: 'sink', part: 'dead-letter queue', resolved: sink, context } as const
    try {
      const { made } = await makePart(wanted, parts.stages.within)
      const queue = new DeadLetterQueue(parts, made)
      opened.resolve(queue)
      return queue
    } catch (error) {
      // What a sink says of itself names its own keys, not this one's.
      if (!ConnectError.is(error)) throw error
      const message = `the dead-letter queue ${name} (errors.deadletterqueue.topic.name) cannot be used: ${error.message}`
      throw new ConnectError(error.code, message, { cause: error, scope: 'task' })
    }
  }

  get attemptTimeoutMs(): number {
    return this.#sink.attemptTimeoutMs
  }

  /** Resolves when the record is safe. */
  async send(failure: Failure): Promise<void> {
    const { deadLetters, sender, counters } = this.#parts
    const letter = deadLetter(failure, sender, deadLetters.contextHeaders)
    this.#failures.set(letter, failure)
    counters.deadLetterRequests++
    await this.#write(letter)
  }

  async flush(signal: AbortSignal): Promise<void> {
    await this.#sink.flush(signal)
  }

  async close(): Promise<void> {
    await this.#sink.close()
  }

  async #write(letter: ConnectRecord): Promise<void> {
    const { stages, context } = this.#parts
    const open = stages.begin('dead-letter queue', 'write', 2 * this.#sink.attemptTimeoutMs)
    try {
      const written: unknown = this.#sink.write([letter], context.signal)
      if (!isPromise(written))
        throw wrongResult('return a promise, which resolves when the records are stored', written)
      await written
    } catch (error) {
      throw stages.named(error, 'dead-letter queue', 'write')
    } finally {
      stages.end(open)
    }
  }

  /** What the queue does not take is mostly too large for it. */
  async #reject(letter: ConnectRecord, error: ConnectError): Promise<void> {
    const { deadLetters, sender, counters, context } = this.#parts
    counters.deadLetterFailures++
    const failure = this.#failures.get(letter)
    const { topic, partition, offset } = letter.original
    const what = `the dead-letter queue ${deadLetters.queue} does not take ${topic}/${partition} offset ${offset}`
    if (!failure) throw new ConnectError('SINK_FAILED', `${what}, not even without its value: ${reasonOf(error)}`)
    context.log.warn({}, `${what}, so it is sent there without its value: ${reasonOf(error)}`)
    await this.#write(withoutValue(failure, sender))
  }
}
