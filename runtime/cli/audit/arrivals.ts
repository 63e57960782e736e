import type { LentMessage } from '@psconnect/client-pubsub'
import { Ranges } from './ranges.ts'
import { RecentIds } from './recent-ids.ts'

export interface PartitionArrivals {
  readonly arrived: Ranges
  /** Those that were published more than once. */
  readonly duplicates: Ranges
}

/** Which records of Kafka have come, by what the attributes of their messages say. */
export class Arrivals {
  readonly #reads: (topic: string) => boolean
  /** By partition, as in `alerts/3`. */
  readonly #partitions = new Map<string, PartitionArrivals>()
  readonly #recent = new RecentIds()
  messages = 0
  /** Messages that Pub/Sub has delivered again: nothing was published twice. */
  redelivered = 0
  /** Messages that do not say where they are from. */
  unplaced = 0
  /** Messages from topics that the connector does not read, and one of these. */
  foreign = 0
  foreignTopic = ''

  constructor(reads: (topic: string) => boolean) {
    this.#reads = reads
  }

  take({ id, attributes }: Pick<LentMessage, 'id' | 'attributes'>): void {
    this.messages++
    const { 'kafka.topic': topic, 'kafka.partition': partition, 'kafka.offset': offset } = attributes
    if (!this.#recent.add(id)) this.redelivered++
    else if (!topic || !isNumber(partition) || !isNumber(offset)) this.unplaced++
    else if (this.#reads(topic)) this.#note(`${topic}/${Number(partition)}`, BigInt(offset))
    else {
      this.foreign++
      this.foreignTopic = topic
    }
  }

  of(partition: string): PartitionArrivals {
    let arrivals = this.#partitions.get(partition)
    if (!arrivals) {
      arrivals = { arrived: new Ranges(), duplicates: new Ranges() }
      this.#partitions.set(partition, arrivals)
    }
    return arrivals
  }

  #note(partition: string, offset: bigint): void {
    const { arrived, duplicates } = this.of(partition)
    if (!arrived.add(offset)) duplicates.add(offset)
  }
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,18}$/.test(text)
