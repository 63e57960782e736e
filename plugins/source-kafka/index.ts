import {
  type ConsumerOptions,
  checkConnection,
  clientProblems,
  connectionOptions,
  consumerOptions,
  consumerProblems,
  diagnoseSource,
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
  diagnose: settings =>
    diagnoseSource({
      connection: connectionOptions(settings),
      topics: selectionOf(settings),
      groupId: settings['group.id'],
      isolation: settings['isolation.level'],
      policy: settings['auto.offset.reset'],
    }),
  offsets,
  create: (settings, context) => new GroupConsumer(optionsOf(settings, context), context),
})

function optionsOf(settings: KafkaSourceConfig, { fetchBytes, log, task }: SourceContext): ConsumerOptions {
  const asked = settings['fetch.max.bytes']
  if (asked !== undefined && asked > fetchBytes && task.index === 0)
    log.warn(
      {},
      `fetch.max.bytes=${asked} is cut down to ${fetchBytes}, each task's share of buffer.memory for one fetch`,
    )
  return consumerOptions(settings, {
    groupId: settings['group.id'],
    topics: selectionOf(settings),
    clientId: `${settings['client.id']}-${task.connector}-${task.index}`,
    commitsStart: true,
  })
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

const groupProblems = (settings: KafkaSourceConfig): readonly Problem[] => [
  ...(settings['group.id'] === '' ? [{ key: 'group.id', message: 'must not be empty' }] : []),
  ...consumerProblems(settings),
]
