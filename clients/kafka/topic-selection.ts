import { askAnyBroker } from './cluster.ts'
import type { Cluster } from './kafkajs-internals.ts'

/** Which topics a consumer reads: those named, or all whose name the expression matches. */
export type TopicSelection = readonly string[] | RegExp

/** What is selected now. Kafka's own topics, which begin with two underscores, never match an expression. */
export async function selectTopics(cluster: Cluster, selection: TopicSelection): Promise<readonly string[]> {
  if (!(selection instanceof RegExp)) return selection
  const { topicMetadata } = await askAnyBroker(cluster, broker => broker.metadata([]))
  return topicMetadata
    .map(({ topic }) => topic)
    .filter(topic => !topic.startsWith('__') && selection.test(topic))
    .toSorted()
}
