export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** 'alerts/3': how a partition is named towards the host. A topic's name cannot hold a slash. */
export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`

export function partitionOf(name: string): TopicPartition {
  const slash = name.lastIndexOf('/')
  return { topic: name.slice(0, slash), partition: Number(name.slice(slash + 1)) }
}

/** Groups what is said about partitions by topic, as Kafka's requests want it. */
export function byTopic<T extends TopicPartition>(items: Iterable<T>): { topic: string; partitions: T[] }[] {
  const topics = new Map<string, T[]>()
  for (const item of items) {
    const partitions = topics.get(item.topic)
    if (partitions) partitions.push(item)
    else topics.set(item.topic, [item])
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }))
}
