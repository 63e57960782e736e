import type { Problem } from 'psconnect/plugin'
import type { BearerLogin } from './bearer-login.ts'
import { parseJaas } from './jaas.ts'
import type { SaslLogin } from './kafkajs-internals.ts'

/** The keys of a Java Kafka client that say how to log in, parsed. */
export interface SaslConfig {
  readonly 'sasl.mechanism': string
  readonly 'sasl.jaas.config': string | undefined
  readonly 'sasl.login.callback.handler.class': string | undefined
  readonly 'sasl.oauthbearer.token.endpoint.url': string | undefined
  readonly 'socket.connection.setup.timeout.ms': number
}

/** By mechanism, the options of the JAAS entry that it needs. */
const needed: Readonly<Record<string, readonly string[]>> = {
  PLAIN: ['username', 'password'],
  'SCRAM-SHA-256': ['username', 'password'],
  'SCRAM-SHA-512': ['username', 'password'],
  OAUTHBEARER: ['clientId', 'clientSecret'],
}

/** Call only with a config in which `saslProblems` found nothing. */
export function saslOptions(config: SaslConfig): SaslLogin | BearerLogin {
  const { options } = parseJaas(config['sasl.jaas.config'] ?? '')
  const mechanism = config['sasl.mechanism'].toLowerCase()
  if (mechanism !== 'oauthbearer')
    return { mechanism, username: options['username'] ?? '', password: options['password'] ?? '' }
  return {
    mechanism,
    token: {
      endpoint: config['sasl.oauthbearer.token.endpoint.url'] ?? '',
      clientId: options['clientId'] ?? '',
      clientSecret: options['clientSecret'] ?? '',
      scope: options['scope'],
      timeoutMs: config['socket.connection.setup.timeout.ms'],
    },
    extensions: Object.fromEntries(
      Object.entries(options)
        .filter(([name]) => name.startsWith(extension))
        .map(([name, value]) => [name.slice(extension.length), value]),
    ),
  }
}

const extension = 'extension_'

export function saslProblems(config: SaslConfig): readonly Problem[] {
  const mechanism = config['sasl.mechanism']
  if (mechanism === 'GSSAPI')
    return [
      {
        key: 'sasl.mechanism',
        message:
          'is GSSAPI (Kerberos; also the default), which this host cannot do: ask the operators of the brokers for a SCRAM-SHA-512 login',
      },
    ]
  const options = needed[mechanism]
  if (!options)
    return [{ key: 'sasl.mechanism', message: `must be one of ${Object.keys(needed).join(', ')}; found ${mechanism}` }]
  return [
    ...jaasProblems(config['sasl.jaas.config'], mechanism, options),
    ...(mechanism === 'OAUTHBEARER' ? endpointProblems(config) : []),
    ...handlerProblems(config),
  ]
}

function jaasProblems(text: string | undefined, mechanism: string, needs: readonly string[]): readonly Problem[] {
  const key = 'sasl.jaas.config'
  if (text === undefined) return [{ key, message: `is missing; ${mechanism} needs its ${needs.join(' and ')}` }]
  try {
    const { options } = parseJaas(text)
    return needs
      .filter(option => !options[option])
      .map(option => ({ key, message: `has no ${option}="…", which ${mechanism} needs` }))
  } catch (error) {
    return [{ key, message: error instanceof Error ? error.message : String(error) }]
  }
}

function endpointProblems(config: SaslConfig): readonly Problem[] {
  const key = 'sasl.oauthbearer.token.endpoint.url'
  const text = config[key]
  if (text === undefined) return [{ key, message: 'is missing; OAUTHBEARER gets its tokens there' }]
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return [{ key, message: `must be an http or https URL; found ${text}` }]
  if (url.username || url.password)
    return [{ key, message: 'must hold no user or password: clientId and clientSecret belong into sasl.jaas.config' }]
  return []
}

/** Java's own way to get tokens, by the names it has had. */
const tokenHandlers = ['', 'secured.'].map(
  part => `org.apache.kafka.common.security.oauthbearer.${part}OAuthBearerLoginCallbackHandler`,
)

function handlerProblems(config: SaslConfig): readonly Problem[] {
  const key = 'sasl.login.callback.handler.class'
  const name = config[key]
  if (name === undefined || (config['sasl.mechanism'] === 'OAUTHBEARER' && tokenHandlers.includes(name))) return []
  return [
    {
      key,
      message: `is a Java class that cannot be run here: ${name}. What it does is built in for OAUTHBEARER with ${tokenHandlers[0]}`,
    },
  ]
}
