import type { ConsumerRecord } from '../../record.ts'
import type { Source, SourceBatch, SourceContext, SourceOffset } from '../../source.ts'
import { SourceHost } from './source-host.ts'

export type CreateSource = (context: SourceContext) => Source | Promise<Source>

/** Something to read, of which sources can be made, one after another or several at once. */
export class Place {
  readonly #create: CreateSource
  /** What is committed where the worker keeps it. */
  readonly #store = new Map<string, SourceOffset>()

  constructor(create: CreateSource) {
    this.#create = create
  }

  async open(task?: SourceContext['task']): Promise<OpenSource> {
    const host = new SourceHost(this.#store, task)
    const source = await this.#create(host)
    host.source = source
    return new OpenSource(source, host)
  }
}

/** A source that is read from, and the host's side of it. */
export class OpenSource {
  readonly source: Source
  readonly host: SourceHost
  readonly stop = new AbortController()
  readonly #batches: AsyncIterator<SourceBatch>

  constructor(source: Source, host: SourceHost) {
    this.source = source
    this.host = host
    this.#batches = source.read(this.stop.signal)[Symbol.asyncIterator]()
  }

  /** The next batch, or undefined where reading has come to its end. */
  async next(): Promise<SourceBatch | undefined> {
    const { done, value } = await this.#batches.next()
    if (done) return undefined
    this.host.take(value)
    return value
  }

  /** Reads until it has so many records, or there are no more. */
  async records(count: number, look: (batch: SourceBatch) => void = () => {}): Promise<ConsumerRecord[]> {
    const records: ConsumerRecord[] = []
    while (records.length < count) {
      const batch = await this.next()
      if (!batch) break
      look(batch)
      records.push(...batch.records)
      batch.release(false)
    }
    return records
  }

  /** Ends as a task does. Whether reading comes to its end is a clause of its own. */
  async end(): Promise<void> {
    this.stop.abort(new Error('the task was stopped'))
    await Promise.race([this.#drain(), new Promise<void>(resolve => setTimeout(resolve, endMs))])
    await this.source.close()
  }

  async #drain(): Promise<void> {
    for (let batch = await this.next().catch(nothing); batch; batch = await this.next().catch(nothing))
      batch.release(true)
  }
}

const endMs = 250
const nothing = () => undefined

export const placeOf = ({ topic, partition, offset }: ConsumerRecord): string => `${topic}/${partition}/${offset}`
