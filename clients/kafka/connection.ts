import type { Logger } from 'psconnect/plugin'
import { ConnectError } from 'psconnect/plugin'
import type { BearerLogin } from './bearer-login.ts'
import { closeCluster, openCluster } from './cluster.ts'
import { failureOf } from './errors.ts'
import type { SaslLogin } from './kafkajs-internals.ts'
import { pause } from './waiting.ts'

export interface ConnectionOptions {
  /** host:port */
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly ssl: TlsOptions | null
  readonly sasl: SaslLogin | BearerLogin | null
  readonly requestTimeoutMs: number
  readonly connectTimeoutMs: number
  readonly metadataMaxAgeMs: number
}

/** As node:tls takes them. */
export interface TlsOptions {
  readonly ca?: readonly string[]
  readonly cert?: string
  readonly key?: string
  readonly checkServerIdentity?: () => undefined
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
        throw unavailable(`${brokers}${within}: ${message}`, { cause: error, retriable: !fatal })
      }
      if (attempt === 0)
        log.warn({}, `Kafka at ${brokers} does not answer (${message}); trying for ${Math.ceil(left / 1000)} s more`)
      await pause(Math.min(left, 500), signal)
    } finally {
      await closeCluster(cluster)
    }
  }
}

/** `where` goes on after "Cannot use Kafka at". */
export const unavailable = (where: string, details: { cause: unknown; retriable: boolean }): ConnectError =>
  new ConnectError('SOURCE_UNAVAILABLE', `Cannot use Kafka at ${where}`, details)

const otherProtocol = /closed connection|closed by the server|disconnected before secure TLS|current SASL state/i

/** At start a connection that breaks off mostly means a listener of another kind; later it means that a broker restarts. */
export function startFailure(error: unknown): { message: string; fatal: boolean } {
  const failure = failureOf(error)
  const hint = 'the broker breaks off: does its listener expect another security.protocol?'
  return otherProtocol.test(failure.message) ? { ...failure, message: hint } : failure
}
