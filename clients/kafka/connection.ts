import type { Logger } from 'psconnect/plugin'
import { ConnectError } from 'psconnect/plugin'
import { failureOf } from './errors.ts'
import { apiKeys, type Broker, Cluster, type Metadata, requests, socketFactory } from './kafkajs-internals.ts'

export interface ConnectionOptions {
  /** host:port */
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly ssl: TlsOptions | null
  readonly sasl: { readonly mechanism: string; readonly username: string; readonly password: string } | null
  readonly requestTimeoutMs: number
  readonly connectTimeoutMs: number
  readonly metadataMaxAgeMs: number
}

/** As node:tls takes them. */
export interface TlsOptions {
  readonly ca?: readonly string[]
  readonly checkServerIdentity?: () => undefined
}

/** A connection to a Kafka cluster; made here, connected when first used. It tries each thing once: who calls decides about retries. */
export function openCluster(options: ConnectionOptions): Cluster {
  const cluster = new Cluster({
    logger: silent,
    brokers: options.brokers,
    clientId: options.clientId,
    ssl: options.ssl,
    sasl: options.sasl && { ...options.sasl },
    socketFactory: socketFactory(),
    connectionTimeout: options.connectTimeoutMs,
    authenticationTimeout: options.connectTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    enforceRequestTimeout: true,
    metadataMaxAge: options.metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    retry: { retries: 0, initialRetryTime: 100, maxRetryTime: 1000 },
  })
  const { createBroker } = cluster.brokerPool
  cluster.brokerPool.createBroker = settings => {
    const broker = createBroker(settings)
    broker.metadata = topics => metadataWithErrors(broker, topics)
    return broker
  }
  return cluster
}

/** kafkajs throws away all metadata when one topic has an error; a topic that does not exist yet is nothing unusual here. */
async function metadataWithErrors(broker: Broker, topics: readonly string[]): Promise<Metadata> {
  const protocol = broker.lookupRequest(
    apiKeys.Metadata,
    requests.Metadata,
  )({ topics: [...topics], allowAutoTopicCreation: false })
  const response = { decode: protocol.response.decode, parse: async (decoded: unknown) => decoded }
  return (await broker.connectionPool.send({ ...protocol, response })) as Metadata
}

/** Closes connections, at once where a broker does not answer. */
export async function closeCluster(cluster: Cluster, waitMs = 2000): Promise<void> {
  const timer = setTimeout(() => dropConnections(cluster), waitMs)
  await cluster.disconnect().catch(() => undefined)
  clearTimeout(timer)
}

/** Ends every socket, so that what waits on it is refused at once and the next request connects anew. */
export function dropConnections(cluster: Cluster): void {
  const { brokers, seedBroker } = cluster.brokerPool
  for (const broker of [...Object.values(brokers), seedBroker]) if (broker) dropConnection(broker)
}

export function dropConnection(broker: Broker): void {
  for (const { socket } of broker.connectionPool.pool) socket?.destroy(new Error('given up: no answer in time'))
}

/**
 * Connects and asks for the cluster's id, again and again until `timeoutMs` have passed: a broker may still be starting.
 * Rejects with what the last attempt met; at once where trying again cannot help.
 */
export async function checkConnection(
  options: ConnectionOptions,
  { timeoutMs, log, signal }: { timeoutMs: number; log: Logger; signal: AbortSignal },
): Promise<{ clusterId: string }> {
  const until = Date.now() + timeoutMs
  const brokers = options.brokers.join(', ')
  for (let attempt = 0; ; attempt++) {
    const cluster = openCluster(options)
    try {
      await cluster.connect()
      await cluster.refreshMetadata()
      return { clusterId: cluster.brokerPool.metadata?.clusterId ?? 'unknown' }
    } catch (error) {
      signal.throwIfAborted()
      const { message, fatal } = startFailure(error)
      const left = until - Date.now()
      if (fatal || left <= 0) {
        const within = fatal ? '' : ` within ${timeoutMs / 1000} s`
        throw new ConnectError('SOURCE_UNAVAILABLE', `Cannot use Kafka at ${brokers}${within}: ${message}`, {
          cause: error,
        })
      }
      if (attempt === 0)
        log.warn({}, `Kafka at ${brokers} does not answer (${message}); trying for ${Math.ceil(left / 1000)} s more`)
      await pause(Math.min(left, 500), signal)
    } finally {
      await closeCluster(cluster)
    }
  }
}

const otherProtocol = /closed connection|closed by the server|disconnected before secure TLS|current SASL state/i

/** At start a connection that breaks off mostly means a listener of another kind; later it means that a broker restarts. */
function startFailure(error: unknown): { message: string; fatal: boolean } {
  const failure = failureOf(error)
  const hint = 'the broker breaks off: does its listener expect another security.protocol?'
  return otherProtocol.test(failure.message) ? { ...failure, message: hint } : failure
}

/** Waits; an abort ends the wait early and without an error. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })

/** Everything kafkajs has to say is also thrown, and is said where it is caught, with what it means. */
const silent = {
  namespace: () => silent,
  debug() {},
  info() {},
  warn() {},
  error() {},
}
