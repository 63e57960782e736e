import type { ConfigOf, NoEffect, Problem } from '../api/config-spec.ts'
import { type HeaderRule, readHeaderRules } from './header-rules.ts'
import type { Home } from './key-check.ts'
import { type ListenerAddress, readListener } from './listener-address.ts'
import type { Entry } from './resolved-config.ts'
import { listenerTlsSpec, restSpec } from './rest-spec.ts'
import { type Findings, validate } from './validate.ts'

/** Everything the REST interface needs to know. */
export interface ResolvedRest {
  /** None: there is no REST interface. */
  readonly listeners: readonly ListenerAddress[]
  /** Nobody asked for these listeners: where their port is taken, the worker does without. */
  readonly byDefault: boolean
  /** Listeners for /admin alone; none: there is no /admin; undefined: it is on all listeners. */
  readonly adminListeners: readonly ListenerAddress[] | undefined
  /** The same for /metrics. */
  readonly metricsListeners: readonly ListenerAddress[] | undefined
  readonly tls: ListenerTls
  readonly adminTls: ListenerTls
  readonly advertised: Advertised
  readonly allowedOrigins: readonly string[]
  readonly allowedMethods: readonly string[]
  readonly headers: readonly HeaderRule[]
  /** Whose users may in; undefined: everybody. */
  readonly passwordFile: string | undefined
  readonly topicTracking: boolean
  readonly topicReset: boolean
}

export interface Advertised {
  readonly host: string | undefined
  readonly port: number | undefined
  readonly scheme: string | undefined
}

/** The keys of `listenerTlsSpec` that were given, with the defaults of the others. */
export type ListenerTls = Readonly<Record<string, unknown>>

export interface RestPart {
  readonly file: string
  readonly entries: readonly Entry[]
  /** The worker's keys about TLS without a prefix. */
  readonly bare: readonly Entry[]
}

/** Undefined when there were errors, all of them reported. */
export function resolveRest(part: RestPart, findings: Findings): ResolvedRest | undefined {
  const { file, entries } = part
  const own = entries.filter(({ key }) => !/^(admin\.)?listeners\.https\./.test(key))
  const home = (key: string): Home => ({ file, writtenAs: key })
  const settings = validate(
    { config: restSpec, validate: problems },
    { subject: 'the REST interface', entries: own, home },
    findings,
  )
  const tls = resolveTls('listeners.https.', part, findings)
  const adminTls = resolveTls('admin.listeners.https.', part, findings)
  if (!settings || !tls || !adminTls) return undefined
  return {
    listeners: (settings.listeners ?? ['http://127.0.0.1:8083']).map(readListener),
    byDefault: settings.listeners === undefined,
    adminListeners: settings['admin.listeners']?.map(readListener),
    metricsListeners: settings['metrics.listener']?.map(readListener),
    tls,
    adminTls,
    advertised: {
      host: settings['rest.advertised.host.name'],
      port: settings['rest.advertised.port'],
      scheme: settings['rest.advertised.listener']?.toLowerCase(),
    },
    allowedOrigins: settings['access.control.allow.origin'],
    allowedMethods: settings['access.control.allow.methods'].map(method => method.toUpperCase()),
    headers: readHeaderRules(settings['response.http.headers.config']),
    passwordFile: settings['rest.basic.auth.file'],
    topicTracking: settings['topic.tracking.enable'],
    topicReset: settings['topic.tracking.allow.reset'],
  }
}

/** To leave out who may in would let everybody in. */
function problems(settings: ConfigOf<typeof restSpec>): readonly Problem[] {
  if (settings['rest.extension.classes'].length === 0 || settings['rest.basic.auth.file'] !== undefined) return []
  const message = "is missing: Java's JAAS entry KafkaConnect is not read here, so this must name its file of users"
  return [{ key: 'rest.basic.auth.file', message }]
}

/** As in Kafka Connect: all of the keys with the prefix, or, where there are none, all without. */
function resolveTls(prefix: string, { file, entries, bare }: RestPart, findings: Findings): ListenerTls | undefined {
  const own = entries
    .filter(({ key }) => key.startsWith(prefix))
    .map(entry => ({ ...entry, key: entry.key.slice(prefix.length) }))
  // Keys without a prefix are there for Kafka's clients too, which judge the others.
  const known = bare.filter(({ key }) => Object.hasOwn(listenerTlsSpec, key))
  const home = (key: string): Home => ({ file, writtenAs: `${prefix}${key}` })
  return validate(
    { config: listenerTlsSpec },
    { subject: 'the REST interface', entries: own.length > 0 ? own : known, home, noEffect },
    findings,
  )
}

const noEffect: readonly NoEffect[] = [
  {
    keys: [
      'ssl.protocol',
      'ssl.enabled.protocols',
      'ssl.cipher.suites',
      'ssl.provider',
      'ssl.endpoint.identification.algorithm',
      'ssl.keymanager.algorithm',
      'ssl.trustmanager.algorithm',
      'ssl.secure.random.implementation',
    ],
    because: "TLS is Node's, 1.2 or newer",
  },
]
