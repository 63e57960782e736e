import { closeCluster, openCluster } from './cluster.ts'
import { type ConnectionOptions, startFailure, unavailable } from './connection.ts'
import type { Cluster } from './kafkajs-internals.ts'

/**
 * A cluster that has been asked about these topics, or about all where none is named: for tools, whose users would rather hear at once
 * that brokers do not answer. Each of `brokers` is tried once. Rejects with SOURCE_UNAVAILABLE, retriable where trying again may help.
 */
export async function reachCluster(options: ConnectionOptions, topics: readonly string[]): Promise<Cluster> {
  const cluster = openCluster(options)
  cluster.targetTopics = new Set(topics)
  try {
    await connect(cluster, options.brokers.length)
    return cluster
  } catch (error) {
    await closeCluster(cluster)
    const { message, fatal } = startFailure(error)
    throw unavailable(`${options.brokers.join(', ')}: ${message}`, { cause: error, retriable: !fatal })
  }
}

async function connect(cluster: Cluster, attempts: number): Promise<void> {
  try {
    await cluster.connect()
    await cluster.refreshMetadata()
  } catch (error) {
    if (attempts <= 1 || startFailure(error).fatal) throw error
    await connect(cluster, attempts - 1)
  }
}
