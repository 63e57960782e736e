import { crc32 } from 'node:zlib'
import type { PublishedMessage } from './publish-server-protobuf.ts'

/** What arrived under one Kafka offset. */
export interface Arrival {
  count: number
  /** Of the data; equal for equal bytes. */
  readonly crc32: number
  readonly bytes: number
  /** Set when the same offset came again with other bytes. */
  differs: boolean
}

export interface Totals {
  readonly requests: number
  readonly messages: number
  readonly bytes: number
  /** Messages of the largest request, and bytes of the largest. */
  readonly largestMessages: number
  readonly largestBytes: number
}

/** Which offsets of one partition were expected: from the first up to, not including, the last. */
export interface Range {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** Every message by the place in Kafka that its attributes name: `topic/partition/offset`. */
export class MessageLog {
  readonly arrivals = new Map<string, Arrival>()
  readonly kept: PublishedMessage[] = []
  /** Places that came for the first time after a later one of the same ordering key and partition. */
  readonly misordered: string[] = []
  readonly #latest = new Map<string, number>()
  readonly #keep: boolean
  readonly #verify: boolean
  totals: Totals = { requests: 0, messages: 0, bytes: 0, largestMessages: 0, largestBytes: 0 }

  /** `keep` holds whole messages for a test to look at; without `verify` messages are only counted, which is faster. */
  constructor({ keep, verify }: { keep: boolean; verify: boolean }) {
    this.#keep = keep
    this.#verify = verify
  }

  add(messages: readonly PublishedMessage[], bytes: number): void {
    const { requests, messages: before, bytes: bytesBefore, largestMessages, largestBytes } = this.totals
    this.totals = {
      requests: requests + 1,
      messages: before + messages.length,
      bytes: bytesBefore + bytes,
      largestMessages: Math.max(largestMessages, messages.length),
      largestBytes: Math.max(largestBytes, bytes),
    }
    if (this.#keep) this.kept.push(...messages.map(message => ({ ...message, data: Buffer.from(message.data) })))
    if (this.#verify) for (const message of messages) this.#note(message)
  }

  missing({ topic, partition, from, to }: Range): number[] {
    const offsets: number[] = []
    for (let offset = from; offset < to; offset++)
      if (!this.arrivals.has(`${topic}/${partition}/${offset}`)) offsets.push(offset)
    return offsets
  }

  duplicates(): string[] {
    return [...this.arrivals].filter(([, { count }]) => count > 1).map(([place]) => place)
  }

  #checkOrder({ attributes, orderingKey }: PublishedMessage, place: string): void {
    const row = `${attributes['kafka.topic']}/${attributes['kafka.partition']}/${orderingKey}`
    const offset = Number(attributes['kafka.offset'])
    if (offset < (this.#latest.get(row) ?? 0)) this.misordered.push(place)
    else this.#latest.set(row, offset)
  }

  #note(message: PublishedMessage): void {
    const { data, attributes } = message
    const place = `${attributes['kafka.topic']}/${attributes['kafka.partition']}/${attributes['kafka.offset']}`
    const sum = crc32(data)
    const earlier = this.arrivals.get(place)
    if (!earlier) {
      if (message.orderingKey !== '') this.#checkOrder(message, place)
      this.arrivals.set(place, { count: 1, crc32: sum, bytes: data.length, differs: false })
      return
    }
    earlier.count++
    earlier.differs ||= earlier.crc32 !== sum || earlier.bytes !== data.length
  }
}
