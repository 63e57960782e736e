import { ConnectError } from 'psconnect/plugin'

/** What kafkajs throws, without the wrapping of its own retries. */
export interface KafkaFailure {
  /** Kafka's name of the error, such as NOT_COORDINATOR; empty for what did not come from a broker. */
  readonly type: string
  readonly message: string
  /** Whether trying again can help. */
  readonly fatal: boolean
}

const tlsCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
])

/** What brokers answer to a client's certificate, or to none. */
const refusedCertificate = /^ERR_SSL_.*ALERT_(?:\w+_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA)$/

const advice: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'This user may not read the topic: ask for READ and DESCRIBE on it.',
  GROUP_AUTHORIZATION_FAILED:
    'This user may not use the consumer group: ask for READ on it, or choose another whose name is allowed (group.id).',
  CLUSTER_AUTHORIZATION_FAILED: 'This user may not do this on the cluster.',
  INVALID_GROUP_ID: 'Set consumer.group.id to a name that the brokers accept.',
  INCONSISTENT_GROUP_PROTOCOL:
    'Another member of the group uses no assignor called range: stop it, or choose another consumer.group.id.',
  INVALID_SESSION_TIMEOUT:
    'consumer.session.timeout.ms lies outside what the brokers allow (group.min.session.timeout.ms to group.max.session.timeout.ms).',
  INVALID_TOPIC_EXCEPTION: 'The name of the topic is not a valid one.',
  UNSUPPORTED_SASL_MECHANISM: 'The brokers do not offer this sasl.mechanism.',
  UNSUPPORTED_VERSION: 'The brokers are too old or too new for this client.',
}

/** Looks at an error of kafkajs or of Node's sockets. */
export function failureOf(error: unknown): KafkaFailure {
  const inner = unwrap(error)
  const type = textOf(inner, 'type')
  const code = textOf(inner, 'code')
  const name = textOf(inner, 'name')
  const message = inner instanceof Error ? inner.message : String(inner)
  if (name === 'KafkaJSSASLAuthenticationError' || type === 'SASL_AUTHENTICATION_FAILED')
    return { type, message: `the brokers refused the login: ${message}`, fatal: true }
  if (name === 'LoginRefusedError') return { type, message, fatal: true }
  const aboutCertificate = certificateFailure(code, message)
  if (aboutCertificate) return { type, message: aboutCertificate, fatal: true }
  const help = advice[type]
  return help ? { type, message: `${message}. ${help}`, fatal: true } : { type: type || code, message, fatal: false }
}

function certificateFailure(code: string, message: string): string | undefined {
  if (tlsCodes.has(code)) return `the broker's certificate was not accepted: ${message}`
  if (!refusedCertificate.test(code)) return undefined
  const alert = /alert ([\w ]+)/.exec(message)?.[1] ?? message
  return `the brokers want a certificate of this client that they trust (ssl.keystore.*): ${alert}`
}

/** What fails a task, from what cannot be mended by trying again. */
export const fatalError = (what: string, error: unknown): ConnectError =>
  ConnectError.is(error)
    ? error
    : new ConnectError('SOURCE_FAILED', `${what}: ${failureOf(error).message}`, { cause: error })

/** The class of an error, as kafkajs names it. */
export const nameOfError = (error: unknown): string => textOf(unwrap(error), 'name')

function unwrap(error: unknown): unknown {
  let inner = error
  while (inner instanceof Error && inner.name === 'KafkaJSNumberOfRetriesExceeded' && inner.cause !== undefined)
    inner = inner.cause
  return inner
}

const textOf = (error: unknown, field: 'type' | 'code' | 'name'): string => {
  if (typeof error !== 'object' || error === null) return ''
  const value: unknown = Reflect.get(error, field)
  return typeof value === 'string' ? value : ''
}
