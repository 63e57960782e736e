import { alertGenerator, alertSchemaText } from '../../fixtures/alerts/index.ts'
import { createTopic, produce } from '../../stack/kafka-topics.ts'
import type { PublishServer } from '../../stack/publish-server.ts'
import { uniqueName } from './alerts-topic.ts'

const partitions = 2
const perRequest = 100

/** Registers a schema as its owner does, and gives its id. */
export async function register(registry: string, subject: string, schema: string): Promise<number> {
  const response = await fetch(`${registry}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  })
  if (!response.ok) throw new Error(`the registry refuses ${subject}: ${response.status} ${await response.text()}`)
  const { id } = (await response.json()) as { id: number }
  return id
}

/** A topic of alerts whose schema is in the registry, under a subject that has nothing to do with the topic's name. */
export class RegisteredAlerts {
  readonly topic = uniqueName('registered')
  readonly #broker: string
  readonly #generate: (index: number) => Buffer
  count = 0

  private constructor(broker: string, schemaId: number) {
    this.#broker = broker
    this.#generate = alertGenerator({ schemaId })
  }

  static async create(broker: string, registry: string): Promise<RegisteredAlerts> {
    const alerts = new RegisteredAlerts(broker, await register(registry, 'alert-packet', alertSchemaText))
    await createTopic(broker, { topic: alerts.topic, partitions })
    return alerts
  }

  async produce(count: number): Promise<void> {
    const last = this.count + count
    while (this.count < last) {
      const messages = Array.from({ length: Math.min(perRequest, last - this.count) }, () => {
        const index = this.count++
        return { value: this.#generate(index), partition: index % partitions }
      })
      await produce(this.#broker, this.topic, messages)
    }
  }

  /** The record at `partition/offset`. */
  at(place: string): Buffer {
    const [partition = 0, offset = 0] = place.split('/').map(Number)
    return this.#generate(offset * partitions + partition)
  }

  /** Resolves when all of them have arrived. */
  async arrived(server: PublishServer, count = this.count, withinMs = 60_000): Promise<void> {
    const until = Date.now() + withinMs
    for (;;) {
      const places = [...(await server.arrivals()).keys()].filter(place => place.startsWith(`${this.topic}/`))
      if (places.length >= count) return
      if (Date.now() > until) throw new Error(`only ${places.length} of ${count} records arrived in ${withinMs} ms`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}
