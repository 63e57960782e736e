import type { PulledMessage } from '@psconnect/client-pubsub/admin'
import type { Act, Reading } from './acts.ts'

export interface Sample extends Reading {
  /** 'partition/offset' in Kafka. */
  readonly place: string
}

/** What was produced: which alert lies at 'partition/offset', and its bytes. */
export interface Produced {
  readonly indexAt: ReadonlyMap<string, number>
  readonly alertAt: (index: number) => Buffer
}

/** The part of an act that begins when messages arrive. */
export type Receiver = Pick<Act, 'problemOf' | 'read' | 'glimpse'>

const sampleCount = 3

/** What has arrived, held against what was produced. */
export class Arrivals {
  readonly #produced: Produced
  readonly #act: Receiver
  readonly #ids = new Set<string>()
  readonly #seen = new Set<string>()
  readonly #problems: string[] = []
  /** Some of the alerts, read from what arrived. */
  readonly samples: Sample[] = []
  /** What one of the messages looks like. */
  glimpse = ''
  /** Of records that arrived, each counted once. */
  bytes = 0
  duplicates = 0
  /** Milliseconds since the epoch. */
  firstPublish = Number.POSITIVE_INFINITY
  lastPublish = Number.NEGATIVE_INFINITY

  constructor(produced: Produced, act: Receiver) {
    this.#produced = produced
    this.#act = act
  }

  take(message: PulledMessage): void {
    const { id, data, attributes, publishTime } = message
    // Pub/Sub itself may deliver one message twice; that is not the connector's duplicate.
    if (this.#ids.has(id)) return
    this.#ids.add(id)
    this.firstPublish = Math.min(this.firstPublish, publishTime.getTime())
    this.lastPublish = Math.max(this.lastPublish, publishTime.getTime())
    const place = `${attributes['kafka.partition']}/${attributes['kafka.offset']}`
    const { indexAt, alertAt } = this.#produced
    const index = indexAt.get(place)
    if (index === undefined)
      return void this.#problems.push(`A message says it comes from ${place}, where nothing was produced.`)
    const problem = this.#act.problemOf(message, alertAt(index))
    if (problem) this.#problems.push(`Of the message from ${place}, ${problem}.`)
    if (this.#seen.has(place)) return void this.duplicates++
    this.#seen.add(place)
    this.bytes += data.length
    if (index % Math.ceil(indexAt.size / sampleCount) === 0) this.samples.push({ place, ...this.#act.read(message) })
    if (index === 0) this.glimpse = this.#act.glimpse(message)
  }

  get arrived(): number {
    return this.#seen.size
  }

  /** Records that have not arrived, as 'partition/offset'. */
  get missing(): readonly string[] {
    return [...this.#produced.indexAt.keys()].filter(place => !this.#seen.has(place))
  }

  /** Everything that is not as it should be, as sentences; a duplicate is allowed and not among them. */
  get problems(): readonly string[] {
    const { missing } = this
    if (missing.length === 0) return this.#problems
    const examples = missing.slice(0, 5).join(', ')
    return [...this.#problems, `${missing.length} records are missing, such as (partition/offset) ${examples}.`]
  }
}
