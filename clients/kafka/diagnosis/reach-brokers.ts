import type { DiagnosisFinding } from 'psconnect/plugin'
import { closeCluster } from '../cluster.ts'
import type { ConnectionOptions } from '../connection.ts'
import { failureOf } from '../errors.ts'
import type { Cluster } from '../kafkajs-internals.ts'
import { reachCluster } from '../reach-cluster.ts'
import { counted } from './counted.ts'

/** Gives `use` a cluster that knows its brokers. */
export async function withCluster<T>(connection: ConnectionOptions, use: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = await reachCluster(connection, nobodys)
  try {
    return await use(cluster)
  } finally {
    await closeCluster(cluster, 0)
  }
}

/** A topic that there is not: who asks about none is told of all. */
const nobodys = ['__psconnect_doctor']

export function logIn(connection: ConnectionOptions): Promise<DiagnosisFinding> {
  return withCluster(connection, async ({ brokerPool }) => {
    const cluster = brokerPool.metadata?.clusterId ?? 'unknown'
    return { outcome: 'ok', text: `${nameOf(connection)}; the cluster is ${cluster}` }
  })
}

function nameOf({ sasl, ssl }: ConnectionOptions): string {
  if (!sasl) return ssl?.cert === undefined ? 'nobody asks for one' : 'with the certificate of the key store'
  const user = 'token' in sasl ? sasl.token.clientId : sasl.username
  return `as ${user}, by ${sasl.mechanism.toUpperCase()}`
}

/** Connects to each broker at the address that the cluster names, which is not always one that was configured. */
export function reachBrokers(connection: ConnectionOptions): Promise<DiagnosisFinding> {
  return withCluster(connection, async cluster => {
    const known = cluster.brokerPool.metadata?.brokers ?? []
    const problems = await Promise.all(
      known.map(async ({ nodeId, host, port }) => {
        const problem = await whyNot(cluster, nodeId)
        return problem === undefined ? [] : [`broker ${nodeId} at ${host}:${port} cannot be reached: ${problem}`]
      }),
    )
    const [first, ...others] = problems.flat()
    if (first === undefined) return { outcome: 'ok', text: `${counted(known.length, 'broker')}, within reach` }
    return { outcome: 'failed', text: others.length === 0 ? first : `${first} (and ${others.length} more like it)` }
  })
}

async function whyNot(cluster: Cluster, nodeId: number): Promise<string | undefined> {
  try {
    await cluster.findBroker({ nodeId })
    return undefined
  } catch (error) {
    return failureOf(error).message
  }
}
