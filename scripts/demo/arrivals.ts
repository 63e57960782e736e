import type { PulledMessage } from '@psconnect/client-pubsub/admin'
import { type AlertSummary, alertGenerator, decodeAlert } from '../../test/fixtures/alerts/index.ts'

export interface Sample extends AlertSummary {
  /** 'partition/offset' in Kafka. */
  readonly place: string
}

const sampleCount = 5

/** What has arrived, held against what was produced. */
export class Arrivals {
  readonly #indexAt: ReadonlyMap<string, number>
  readonly #alertAt = alertGenerator()
  readonly #ids = new Set<string>()
  readonly #seen = new Set<string>()
  readonly #problems: string[] = []
  /** Some of the alerts, read from the bytes that arrived. */
  readonly samples: Sample[] = []
  /** Of records that arrived, each counted once. */
  bytes = 0
  duplicates = 0
  /** Milliseconds since the epoch. */
  firstPublish = Number.POSITIVE_INFINITY
  lastPublish = Number.NEGATIVE_INFINITY

  /** `indexAt` says which alert lies at 'partition/offset'. */
  constructor(indexAt: ReadonlyMap<string, number>) {
    this.#indexAt = indexAt
  }

  take({ id, data, attributes, publishTime }: PulledMessage): void {
    // Pub/Sub itself may deliver one message twice; that is not the connector's duplicate.
    if (this.#ids.has(id)) return
    this.#ids.add(id)
    this.firstPublish = Math.min(this.firstPublish, publishTime.getTime())
    this.lastPublish = Math.max(this.lastPublish, publishTime.getTime())
    const place = `${attributes['kafka.partition']}/${attributes['kafka.offset']}`
    const index = this.#indexAt.get(place)
    if (index === undefined)
      return void this.#problems.push(`A message says it comes from ${place}, where nothing was produced.`)
    if (!this.#alertAt(index).equals(data))
      this.#problems.push(`The bytes of ${place} are not those that were produced.`)
    if (this.#seen.has(place)) return void this.duplicates++
    this.#seen.add(place)
    this.bytes += data.length
    if (index % Math.ceil(this.#indexAt.size / sampleCount) === 0) this.samples.push({ place, ...decodeAlert(data) })
  }

  get arrived(): number {
    return this.#seen.size
  }

  /** Records that have not arrived, as 'partition/offset'. */
  get missing(): readonly string[] {
    return [...this.#indexAt.keys()].filter(place => !this.#seen.has(place))
  }

  /** Everything that is not as it should be, as sentences; a duplicate is allowed and not among them. */
  get problems(): readonly string[] {
    const { missing } = this
    if (missing.length === 0) return this.#problems
    const examples = missing.slice(0, 5).join(', ')
    return [...this.#problems, `${missing.length} records are missing, such as (partition/offset) ${examples}.`]
  }
}
