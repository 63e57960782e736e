import {
  type ConsumerOptions,
  checkConnection,
  clientProblems,
  connectionOptions,
  GroupConsumer,
  type TopicSelection,
  topicPattern,
} from '@psconnect/client-kafka'
import { defineSource, type Problem, type SourceContext } from 'psconnect/plugin'
import { config, type KafkaSourceConfig } from './config.ts'
import { offsets } from './offsets.ts'

/** Reads topics as a member of a consumer group. */
export default defineSource({
  name: 'kafka',
  config,
  validate: settings => [...clientProblems(settings), ...topicProblems(settings), ...groupProblems(settings)],
  reads: (settings, topic) => {
    const selection = selectionOf(settings)
    return selection instanceof RegExp ? selection.test(topic) : selection.includes(topic)
  },
  async check(settings, { log, signal }) {
    const timeoutMs = settings['default.api.timeout.ms']
    const { clusterId } = await checkConnection(connectionOptions(settings), { timeoutMs, log, signal })
    log.info({ clusterId }, `Reached Kafka at ${settings['bootstrap.servers'].join(', ')}`)
  },
  offsets,
  create: (settings, context) => new GroupConsumer(consumerOptions(settings, context), context),
})

function consumerOptions(settings: KafkaSourceConfig, { fetchBytes, log, task }: SourceContext): ConsumerOptions {
  const asked = settings['fetch.max.bytes']
  const maxBytes = Math.min(asked ?? fetchBytes, fetchBytes)
  if (asked !== undefined && asked > fetchBytes && task.index === 0)
    log.warn(
      {},
      `fetch.max.bytes=${asked} is cut down to ${fetchBytes}, each task's share of buffer.memory for one fetch`,
    )
  const maxPartitionBytes = Math.min(settings['max.partition.fetch.bytes'] ?? maxBytes, maxBytes)
  return {
    connection: {
      ...connectionOptions(settings),
      clientId: `${settings['client.id']}-${task.connector}-${task.index}`,
    },
    group: {
      groupId: settings['group.id'],
      topics: selectionOf(settings),
      sessionTimeoutMs: settings['session.timeout.ms'],
      rebalanceTimeoutMs: settings['max.poll.interval.ms'],
    },
    heartbeatIntervalMs: settings['heartbeat.interval.ms'],
    policy: settings['auto.offset.reset'],
    limits: {
      isolation: settings['isolation.level'],
      maxBytes,
      maxPartitionBytes,
      minBytes: settings['fetch.min.bytes'],
      maxWaitTime: settings['fetch.max.wait.ms'],
    },
  }
}

function selectionOf({ topics, 'topics.regex': regex }: KafkaSourceConfig): TopicSelection {
  return regex ? topicPattern(regex) : (topics ?? [])
}

/** As in Kafka Connect, one that is empty counts as not given. */
function topicProblems({ topics, 'topics.regex': regex }: KafkaSourceConfig): readonly Problem[] {
  const isNamed = topics !== undefined && topics.length > 0
  if (isNamed && regex)
    return [{ key: 'topics.regex', message: 'must not stand beside topics: one of the two says what is read' }]
  if (isNamed || regex) return []
  const message = topics
    ? 'must name at least one topic'
    : 'is missing, and so is topics.regex: one must say what is read'
  return [{ key: 'topics', message }]
}

function groupProblems(settings: KafkaSourceConfig): readonly Problem[] {
  const problems: Problem[] = []
  if (settings['group.id'] === '') problems.push({ key: 'group.id', message: 'must not be empty' })
  if (settings['heartbeat.interval.ms'] * 3 > settings['session.timeout.ms'])
    problems.push({ key: 'heartbeat.interval.ms', message: 'must be at most a third of session.timeout.ms' })
  return problems
}
