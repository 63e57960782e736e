import { randomBytes } from 'node:crypto'
import { alertGenerator } from '../test/fixtures/alerts/index.ts'
import { createTopic, produce } from '../test/stack/kafka-topics.ts'
import type { TopicShape } from './works.ts'

/** Topics of a broker, each filled when it is first asked for. */
export class Topics {
  readonly #broker: string
  readonly #made = new Map<string, Promise<FilledTopic>>()

  constructor(broker: string) {
    this.#broker = broker
  }

  filled(shape: TopicShape): Promise<FilledTopic> {
    const topic = `${shape.records.replace(' ', '-')}-${shape.partitions}-${shape.count}`
    const made = this.#made.get(topic) ?? fill(this.#broker, topic, shape)
    this.#made.set(topic, made)
    return made
  }
}

export interface FilledTopic {
  readonly topic: string
  readonly bytesPerRecord: number
}

async function fill(broker: string, topic: string, { records, partitions, count }: TopicShape): Promise<FilledTopic> {
  console.error(`bench: writing ${count} records into ${topic} ...`)
  await createTopic(broker, { topic, partitions })
  const { values, perRequest } = pools[records]()
  let bytes = 0
  for (let done = 0; done < count; done += perRequest) {
    const messages = Array.from({ length: Math.min(perRequest, count - done) }, (_, index) => {
      const value = values[(done + index) % values.length] ?? null
      bytes += value?.length ?? 0
      return { value, partition: (done + index) % partitions }
    })
    await produce(broker, topic, messages)
  }
  return { topic, bytesPerRecord: count === 0 ? 0 : bytes / count }
}

/** Values that are written again and again: making each anew would take longer than what is measured. */
const pools = {
  alerts: () => ({ values: Array.from({ length: 1_000 }, (_, index) => makeAlert(index)), perRequest: 150 }),
  '1 KB': () => ({ values: Array.from({ length: 1_000 }, () => randomBytes(1_024)), perRequest: 8_000 }),
}
const makeAlert = alertGenerator()
