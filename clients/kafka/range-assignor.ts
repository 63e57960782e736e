import { Decoder, Encoder } from './kafkajs-internals.ts'
import { byTopic, type TopicPartition } from './topic-partition.ts'

/** Kafka's own range assignor under its own name, so that a group may hold Java's members too. */
export const assignorName = 'range'

/** What a member tells the group: the topics it wants. Kafka's ConsumerProtocolSubscription, version 0. */
export const encodeSubscription = (topics: readonly string[]): Buffer =>
  new Encoder().writeInt16(0).writeArray(topics).writeBytes(Buffer.alloc(0)).buffer

export function decodeSubscription(bytes: Buffer): readonly string[] {
  const decoder = new Decoder(bytes)
  decoder.readInt16()
  return decoder.readArray(one => one.readString())
}

/** What a member is given. Kafka's ConsumerProtocolAssignment, version 0. */
export const encodeAssignment = (partitions: readonly TopicPartition[]): Buffer =>
  new Encoder()
    .writeInt16(0)
    .writeArray(
      byTopic(partitions).map(({ topic, partitions: those }) =>
        new Encoder().writeString(topic).writeArray(those.map(({ partition }) => partition)),
      ),
    )
    .writeBytes(Buffer.alloc(0)).buffer

export function decodeAssignment(bytes: Buffer): readonly TopicPartition[] {
  const decoder = new Decoder(bytes)
  if (!decoder.canReadInt16()) return []
  decoder.readInt16()
  const topics = decoder.readArray(one => ({ topic: one.readString(), ids: one.readArray(id => id.readInt32()) }))
  return topics.flatMap(({ topic, ids }) => ids.map(partition => ({ topic, partition })))
}

/** Which topics each member wants. */
export type Subscriptions = ReadonlyMap<string, readonly string[]>

/**
 * Gives each topic's partitions, in runs of nearly equal length, to the members subscribed to it, ordered by their id. A topic goes
 * to nobody else, so connectors with different topics can share a group.
 */
export function assignRanges(
  subscriptions: Subscriptions,
  partitionCounts: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly TopicPartition[]> {
  const assignment = new Map<string, TopicPartition[]>([...subscriptions.keys()].map(member => [member, []]))
  for (const [topic, count] of partitionCounts) {
    const members = [...subscriptions.keys()].filter(member => subscriptions.get(member)?.includes(topic)).toSorted()
    let partition = 0
    for (const [index, member] of members.entries()) {
      const share = Math.floor(count / members.length) + (index < count % members.length ? 1 : 0)
      for (const end = partition + share; partition < end; partition++)
        assignment.get(member)?.push({ topic, partition })
    }
  }
  return assignment
}
