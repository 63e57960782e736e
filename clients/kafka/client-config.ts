import type { Problem } from 'psconnect/plugin'
import type { ConnectionOptions } from './connection.ts'
import { parseJaas } from './jaas.ts'
import type { SaslLogin } from './kafkajs-internals.ts'
import { type TlsConfig, tlsOptions, tlsProblems } from './tls-config.ts'

/** The keys of a Java Kafka client that say how to connect, parsed. */
export interface ClientConfig extends TlsConfig {
  readonly 'bootstrap.servers': readonly string[]
  readonly 'client.id': string
  readonly 'security.protocol': 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  readonly 'sasl.mechanism': string
  readonly 'sasl.jaas.config': string | undefined
  readonly 'request.timeout.ms': number
  readonly 'socket.connection.setup.timeout.ms': number
  readonly 'metadata.max.age.ms': number
}

const mechanisms = new Set(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])

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

function saslProblems(config: ClientConfig): readonly Problem[] {
  const mechanism = config['sasl.mechanism']
  if (mechanism === 'GSSAPI')
    return [
      {
        key: 'sasl.mechanism',
        message:
          'is GSSAPI (Kerberos; also the default), which this host cannot do: ask the operators of the brokers for a SCRAM-SHA-512 login',
      },
    ]
  if (!mechanisms.has(mechanism))
    return [{ key: 'sasl.mechanism', message: `must be one of ${[...mechanisms].join(', ')}; found ${mechanism}` }]
  const text = config['sasl.jaas.config']
  if (text === undefined)
    return [{ key: 'sasl.jaas.config', message: `is missing; ${mechanism} needs it for the user name and password` }]
  try {
    const { options } = parseJaas(text)
    return ['username', 'password']
      .filter(option => !options[option])
      .map(option => ({ key: 'sasl.jaas.config', message: `has no ${option}="…", which ${mechanism} needs` }))
  } catch (error) {
    return [{ key: 'sasl.jaas.config', message: error instanceof Error ? error.message : String(error) }]
  }
}

function saslOptions(config: ClientConfig): SaslLogin {
  const { options } = parseJaas(config['sasl.jaas.config'] ?? '')
  return {
    mechanism: config['sasl.mechanism'].toLowerCase(),
    username: options.username ?? '',
    password: options.password ?? '',
  }
}
