import { crc32 } from 'node:zlib'
import { alertGenerator } from '../../fixtures/alerts/index.ts'
import { createTopic, produce } from '../../stack/kafka-topics.ts'
import type { PublishServer } from '../../stack/publish-server.ts'

let counter = 0
/** A name that no other test uses, also none in another process. */
export const uniqueName = (prefix: string): string => `${prefix}-${process.pid}-${Date.now().toString(36)}-${counter++}`

const generate = alertGenerator()

/** A topic of alerts of which is known what every record holds. */
export class AlertsTopic {
  readonly topic = uniqueName('alerts')
  readonly #broker: string
  /** CRC-32 of each record, by partition, in the order of their offsets. */
  readonly #sums: number[][] = []
  #produced = 0

  private constructor(broker: string, partitions: number) {
    this.#broker = broker
    this.#addPartitions(partitions)
  }

  static async create(broker: string, partitions: number): Promise<AlertsTopic> {
    const alerts = new AlertsTopic(broker, partitions)
    await createTopic(broker, { topic: alerts.topic, partitions })
    return alerts
  }

  get count(): number {
    return this.#produced
  }

  /** Tells of partitions that were added, so that `produce` fills them too. */
  #addPartitions(total: number): void {
    while (this.#sums.length < total) this.#sums.push([])
  }

  grewTo(partitions: number): void {
    this.#addPartitions(partitions)
  }

  /** Spreads so many alerts of about 80 KB over the partitions. */
  async produce(count: number): Promise<void> {
    const perRequest = 100
    for (let done = 0; done < count; done += perRequest) {
      const size = Math.min(perRequest, count - done)
      const messages = Array.from({ length: size }, () => {
        const value = generate(this.#produced)
        const partition = this.#produced++ % this.#sums.length
        this.#sums[partition]?.push(crc32(value))
        return { value, partition }
      })
      await produce(this.#broker, this.topic, messages)
    }
  }

  /** What has not arrived, or not as it was produced. */
  async wrong(server: PublishServer): Promise<string[]> {
    const arrivals = await server.arrivals()
    return this.differences(place => {
      const arrival = arrivals.get(place)
      return arrival?.differs ? Number.NaN : arrival?.crc32
    })
  }

  /** The same for arrivals of any kind: `sumOf` gives the CRC-32 of what arrived for `topic/partition/offset`. */
  differences(sumOf: (place: string) => number | undefined): string[] {
    return this.#sums.flatMap((sums, partition) =>
      sums.flatMap((sum, offset) => {
        const place = `${this.topic}/${partition}/${offset}`
        const found = sumOf(place)
        if (found === undefined) return [`${place} is missing`]
        return found === sum ? [] : [`${place} holds other bytes`]
      }),
    )
  }

  /** Places of this topic at which more than one message arrived. */
  async duplicates(server: PublishServer): Promise<string[]> {
    return (await server.duplicates()).filter(place => place.startsWith(`${this.topic}/`))
  }

  /** Resolves when so many different records of this topic have arrived. */
  async arrived(server: PublishServer, count = this.#produced, withinMs = 90_000): Promise<void> {
    const until = Date.now() + withinMs
    for (;;) {
      const { messages } = await server.totals()
      if (messages >= count && (await this.countAt(server)) >= count) return
      if (Date.now() > until)
        throw new Error(`only ${await this.countAt(server)} of ${count} records arrived in ${withinMs} ms`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  /** How many different records of this topic have arrived. */
  async countAt(server: PublishServer): Promise<number> {
    return [...(await server.arrivals()).keys()].filter(place => place.startsWith(`${this.topic}/`)).length
  }
}
