import type { ConfigOf, Problem } from 'psconnect/plugin'
import { connectionOptions } from './client-config.ts'
import type { connectionKeys } from './connection-keys.ts'
import type { consumerKeys } from './consumer-keys.ts'
import type { ConsumerOptions } from './group-consumer.ts'
import type { TopicSelection } from './topic-selection.ts'

/** The keys of Kafka's consumer, parsed. */
export type ConsumerConfig = ConfigOf<typeof connectionKeys & typeof consumerKeys>

/** What the keys do not say of a consumer. */
export interface Membership {
  readonly groupId: string
  readonly topics: TopicSelection
  readonly clientId: string
  readonly commitsStart: boolean
}

/** Call only with a config in which `clientProblems` and `consumerProblems` found nothing. */
export function consumerOptions(config: ConsumerConfig, membership: Membership): ConsumerOptions {
  const { groupId, topics, clientId, commitsStart } = membership
  return {
    connection: { ...connectionOptions(config), clientId },
    group: {
      groupId,
      topics,
      sessionTimeoutMs: config['session.timeout.ms'],
      rebalanceTimeoutMs: config['max.poll.interval.ms'],
    },
    heartbeatIntervalMs: config['heartbeat.interval.ms'],
    policy: config['auto.offset.reset'],
    commitsStart,
    limits: {
      isolation: config['isolation.level'],
      // Where the keys say nothing, each fetch asks for as much as the host has room for at the time.
      maxBytes: config['fetch.max.bytes'] ?? Number.POSITIVE_INFINITY,
      maxPartitionBytes: config['max.partition.fetch.bytes'] ?? Number.POSITIVE_INFINITY,
      minBytes: config['fetch.min.bytes'],
      maxWaitTime: config['fetch.max.wait.ms'],
    },
  }
}

/** What is wrong across the keys of a consumer. */
export const consumerProblems = (config: ConsumerConfig): readonly Problem[] =>
  config['heartbeat.interval.ms'] * 3 > config['session.timeout.ms']
    ? [{ key: 'heartbeat.interval.ms', message: 'must be at most a third of session.timeout.ms' }]
    : []
