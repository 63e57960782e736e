import { type Broker, createErrorFromCode, Decoder, Encoder } from './kafkajs-internals.ts'
import { byTopic, type TopicPartition } from './topic-partition.ts'

/** Deletes what a group has committed for these partitions. Kafka 2.4 and newer; kafkajs does not know this request. */
export async function deleteOffsets(
  coordinator: Broker,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<void> {
  const topics = byTopic(partitions).map(({ topic, partitions: those }) =>
    new Encoder().writeString(topic).writeArray(those.map(({ partition }) => new Encoder().writeInt32(partition))),
  )
  const encode = async () => new Encoder().writeString(groupId).writeArray(topics)
  await coordinator.connectionPool.send({
    request: { apiKey: 47, apiVersion: 0, apiName: 'OffsetDelete', encode },
    response: { decode: async bytes => decode(new Decoder(bytes)), parse },
  })
}

/** Error codes: of the request as a whole, then of each partition. */
function decode(answer: Decoder): readonly number[] {
  const whole = answer.readInt16()
  answer.readInt32() // how long the broker has held it back
  const each = answer.readArray(topic => {
    topic.readString()
    return topic.readArray(partition => {
      partition.readInt32()
      return partition.readInt16()
    })
  })
  return [whole, ...each.flat()]
}

async function parse(codes: unknown): Promise<unknown> {
  const failure = (codes as readonly number[]).find(code => code !== 0)
  if (failure !== undefined) throw createErrorFromCode(failure)
  return codes
}
