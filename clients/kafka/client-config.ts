import type { Problem } from 'psconnect/plugin'
import type { ConnectionOptions } from './connection.ts'
import { type SaslConfig, saslOptions, saslProblems } from './sasl-config.ts'
import { type TlsConfig, tlsOptions, tlsProblems } from './tls-config.ts'

/** The keys of a Java Kafka client that say how to connect, parsed. */
export interface ClientConfig extends SaslConfig, TlsConfig {
  readonly 'bootstrap.servers': readonly string[]
  readonly 'client.id': string
  readonly 'security.protocol': 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  readonly 'request.timeout.ms': number
  readonly 'metadata.max.age.ms': number
}

/** Call only with a config in which `clientProblems` found nothing. */
export const connectionOptions = (config: ClientConfig): ConnectionOptions => ({
  brokers: config['bootstrap.servers'],
  clientId: config['client.id'],
  ssl: usesTls(config) ? tlsOptions(config) : null,
  sasl: usesSasl(config) ? saslOptions(config) : null,
  requestTimeoutMs: config['request.timeout.ms'],
  connectTimeoutMs: config['socket.connection.setup.timeout.ms'],
  metadataMaxAgeMs: config['metadata.max.age.ms'],
})

/** What is wrong across the keys: a login that is missing or cannot be read, a certificate file that is not there. */
export function clientProblems(config: ClientConfig): readonly Problem[] {
  return [
    ...brokerProblems(config),
    ...(usesSasl(config) ? saslProblems(config) : []),
    ...(usesTls(config) ? tlsProblems(config) : []),
  ]
}

const usesTls = (config: ClientConfig): boolean => config['security.protocol'].endsWith('SSL')
const usesSasl = (config: ClientConfig): boolean => config['security.protocol'].startsWith('SASL_')

function brokerProblems(config: ClientConfig): readonly Problem[] {
  return config['bootstrap.servers']
    .filter(broker => !/^[^:\s]+:\d{1,5}$/.test(broker))
    .map(broker => ({
      key: 'bootstrap.servers',
      message: `must be a list of host:port; ${JSON.stringify(broker)} is not one`,
    }))
}
