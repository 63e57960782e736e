import { once } from 'node:events'
import type { ConsumerRecord, Reservation, Source, SourceBatch, SourceContext, SourceOffset } from 'psconnect/plugin'
import type { MessageOf } from './messages.ts'
import { Pace } from './pace.ts'
import { formatPosition, type Position, parsePosition } from './position.ts'
import { readFile } from './read-file.ts'

interface Settings {
  readonly topic: string
  readonly rate: number
  readonly loop: boolean
  readonly message: MessageOf
}

interface File {
  readonly path: string
  /** The number of the partition that its records seem to come from. */
  readonly partition: number
}

interface Given {
  readonly context: SourceContext
  readonly files: readonly File[]
  readonly committed: ReadonlyMap<string, SourceOffset>
}

/** Gives out the records of the files one after another. Each file is a partition. */
export class Replay implements Source {
  readonly #settings: Settings
  readonly #context: SourceContext
  readonly #files: readonly File[]
  readonly #positions: Map<string, Position>
  readonly #pace: Pace

  constructor(settings: Settings, { context, files, committed }: Given) {
    this.#settings = settings
    this.#context = context
    this.#files = files
    this.#positions = new Map(files.map(({ path }) => [path, parsePosition(committed.get(path), path)]))
    this.#pace = new Pace(settings.rate)
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceBatch> {
    try {
      for (let file = this.#next(); file !== undefined; file = this.#next()) {
        yield* this.#readOne(file, signal)
        const { round } = this.#positionOf(file)
        this.#positions.set(file.path, { round: round + 1, record: 0 })
      }
      this.#context.log.info({}, 'all records of all files have been read')
      if (!signal.aborted) await once(signal, 'abort')
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  /** How many there are is known only when a file has been read. */
  lag(): null {
    return null
  }

  async close(): Promise<void> {}

  /** The first of those that were read least often; none where all have been read, unless they are to be read again. */
  #next(): File | undefined {
    const rounds = this.#files.map(file => this.#positionOf(file).round)
    const least = Math.min(...rounds)
    if (least > 0 && !this.#settings.loop) return undefined
    return this.#files[rounds.indexOf(least)]
  }

  async *#readOne(file: File, signal: AbortSignal): AsyncGenerator<SourceBatch> {
    const { record: from } = this.#positionOf(file)
    let index = 0
    let values: Buffer[] = []
    let bytes = 0
    for await (const record of readFile(file.path)) {
      if (index++ < from) continue
      const value = this.#settings.message(record)
      values.push(value)
      bytes += value.length
      if (values.length < this.#pace.batch && bytes < this.#context.fetchBytes) continue
      yield await this.#batch(file, values, signal)
      values = []
      bytes = 0
    }
    if (values.length > 0) yield await this.#batch(file, values, signal)
  }

  /** Waits until these are due and there is room for them. */
  async #batch(file: File, values: readonly Buffer[], signal: AbortSignal): Promise<SourceBatch> {
    signal.throwIfAborted()
    await this.#pace.due(values.length, signal)
    const bytes = values.reduce((sum, { length }) => sum + length, 0)
    const reservation: Reservation = await this.#context.reserve(bytes, signal)
    const { round, record } = this.#positionOf(file)
    const records = values.map((value, at) => this.#recordOf(value, BigInt(record + at), file.partition))
    const next = { round, record: record + values.length }
    this.#positions.set(file.path, next)
    return { partition: file.path, records, next: formatPosition(next), release: () => reservation.release() }
  }

  #recordOf(value: Buffer, offset: bigint, partition: number): ConsumerRecord {
    const timestamp = BigInt(Date.now())
    return { topic: this.#settings.topic, partition, offset, timestamp, key: null, value, headers: [] }
  }

  #positionOf({ path }: File): Position {
    return this.#positions.get(path) ?? { round: 0, record: 0 }
  }
}
