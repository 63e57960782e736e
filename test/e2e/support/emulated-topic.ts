import { createSubscription, createTopic, type PulledMessage, pull } from '@psconnect/client-pubsub/admin'
import { uniqueName } from './alerts-topic.ts'

const project = 'test-project'

/** A topic of Google's emulator, and what arrives there. */
export class EmulatedTopic {
  readonly project = project
  readonly topic = uniqueName('topic')
  readonly #emulator: string

  private constructor(emulator: string) {
    this.#emulator = emulator
  }

  static async create(emulator: string): Promise<EmulatedTopic> {
    const created = new EmulatedTopic(emulator)
    await createTopic(created.#place, created.topic)
    await createSubscription(created.#place, { topic: created.topic, subscription: created.topic })
    return created
  }

  /** Hands on what arrives until records from so many places in Kafka have; rejects when it takes too long. */
  async receive(count: number, take: (message: PulledMessage, place: string) => void): Promise<void> {
    const places = new Set<string>()
    const done = new AbortController()
    const takeOne = (message: PulledMessage): void => {
      const { 'kafka.partition': partition, 'kafka.offset': offset } = message.attributes
      const place = `${partition}/${offset}`
      if (!places.has(place)) take(message, place)
      if (places.add(place).size === count) done.abort()
    }
    const limit = setTimeout(() => done.abort(), 60_000)
    await pull(this.#place, this.topic, { take: takeOne, signal: done.signal })
    clearTimeout(limit)
    if (places.size < count) throw new Error(`only ${places.size} of ${count} records arrived in a minute`)
  }

  /** The emulator keeps everything in memory until it is told to forget it. */
  async forget(): Promise<void> {
    for (const what of ['subscriptions', 'topics'])
      await fetch(`http://${this.#emulator}/v1/projects/${project}/${what}/${this.topic}`, { method: 'DELETE' })
  }

  get #place() {
    return { project, emulator: this.#emulator }
  }
}
