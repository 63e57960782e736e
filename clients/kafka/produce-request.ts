import { apiKeys, type Broker, Encoder, requests } from './kafkajs-internals.ts'
import type { TopicPartition } from './topic-partition.ts'

/** Waits for all in-sync replicas. */
const acks = -1

/** Has a record batch stored by the broker that leads the partition; rejects with the broker's error. */
export async function produceTo(
  broker: Broker,
  { topic, partition }: TopicPartition,
  { batch, timeoutMs }: { readonly batch: Buffer; readonly timeoutMs: number },
): Promise<void> {
  const protocol = broker.lookupRequest(apiKeys.Produce, requests.Produce)({ acks, timeout: timeoutMs, topicData: [] })
  // Versions 3 to 7, which kafkajs knows and Kafka 0.11 to 4.x take, are written alike.
  const encode = async () =>
    new Encoder()
      .writeString(null) // transactional id
      .writeInt16(acks)
      .writeInt32(timeoutMs)
      .writeInt32(1) // topics
      .writeString(topic)
      .writeInt32(1) // partitions
      .writeInt32(partition)
      .writeBytes(batch)
  await broker.connectionPool.send({ ...protocol, request: { ...protocol.request, encode } })
}
