import { ConnectError } from 'psconnect/plugin'
import { nameOf, type TopicPartition } from './topic-partition.ts'

interface Answer extends TopicPartition {
  readonly errorCode: number
}

/** Errors of a partition that pass: its leader moves, is not ready or has trouble with its disk; by their codes in Kafka's protocol. */
const passing: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  9: 'REPLICA_NOT_AVAILABLE',
  56: 'KAFKA_STORAGE_ERROR',
  74: 'FENCED_LEADER_EPOCH',
  75: 'UNKNOWN_LEADER_EPOCH',
  78: 'OFFSET_NOT_AVAILABLE',
}
const topicNotAuthorized = 29

export const isOutOfRange = ({ errorCode }: Answer): boolean => errorCode === 1

/** What a partition's error means: a ConnectError where trying again cannot help. */
export function partitionFailure(answer: Answer): Error {
  const { errorCode } = answer
  const name = nameOf(answer)
  if (errorCode in passing) return new Error(`${name} cannot be read there now (${passing[errorCode]})`)
  const why =
    errorCode === topicNotAuthorized
      ? 'this user may not read the topic: ask for READ on it'
      : `the broker answers with error ${errorCode} of Kafka's protocol`
  return new ConnectError('SOURCE_FAILED', `Cannot read ${name}: ${why}.`)
}
