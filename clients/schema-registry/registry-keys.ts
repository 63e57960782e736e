import { tlsKeys } from '@psconnect/client-kafka'
import { type ConfigOf, type Field, int, list, password, string } from 'psconnect/plugin'
import { asRegistryKey, type Prefixed, prefix } from './tls-prefix.ts'

const registry = 'Registry'
const login = 'Login'

/** The keys of Confluent's clients that say where the registry is and how it is reached. */
export const registryKeys = {
  'schema.registry.url': list({
    doc: 'URLs of the schema registry: where one does not answer, the next is asked. Or file:FOLDER, relative to where the worker is started: the schema of id 7 is the file 7.avsc there, as psconnect registry sync writes it.',
    importance: 'high',
    group: registry,
  }),
  'basic.auth.credentials.source': string({
    doc: 'Where the login is: in the URL, in basic.auth.user.info (USER_INFO), or in sasl.jaas.config (SASL_INHERIT). Default: USER_INFO where basic.auth.user.info is given, else URL.',
    optional: true,
    recommended: ['URL', 'USER_INFO', 'SASL_INHERIT'],
    group: login,
  }),
  'basic.auth.user.info': password({
    doc: 'The login, as USER:PASSWORD.',
    optional: true,
    aliases: ['schema.registry.basic.auth.user.info'],
    group: login,
  }),
  'sasl.jaas.config': password({
    doc: "With basic.auth.credentials.source=SASL_INHERIT, a Kafka login whose username and password are the registry's too. It must be given here: what consumers have is not seen.",
    optional: true,
    group: login,
  }),
  'bearer.auth.credentials.source': string({
    doc: 'STATIC_TOKEN, which bearer.auth.token means anyway; other ways to get a token are refused.',
    optional: true,
    recommended: ['STATIC_TOKEN'],
    problem: text => (text === 'STATIC_TOKEN' ? undefined : 'must be STATIC_TOKEN, with bearer.auth.token'),
    importance: 'low',
    group: login,
  }),
  'bearer.auth.token': password({ doc: 'A token that is sent in place of a login.', optional: true, group: login }),
  'http.connect.timeout.ms': int({
    doc: 'Milliseconds that a connection to the registry may take.',
    default: 10_000,
    minimum: 1,
    importance: 'low',
    group: registry,
  }),
  'http.read.timeout.ms': int({
    doc: 'Milliseconds that its answer may take from then on.',
    default: 30_000,
    minimum: 1,
    importance: 'low',
    group: registry,
  }),
  'schema.cache.dir': string({
    doc: 'Folder in which schemas are kept for the next start, so that one may happen while the registry is down. Several workers may share it.',
    optional: true,
    group: registry,
  }),
  ...registryTlsKeys(),
}

export type RegistryConfig = ConfigOf<typeof registryKeys>

function registryTlsKeys(): Prefixed<typeof tlsKeys> {
  const fields = Object.entries<Field<unknown>>(tlsKeys)
  const prefixed = fields.map(([key, field]) => [prefix + key, { ...field, doc: asRegistryKey(field.doc) }])
  return Object.fromEntries(prefixed) as Prefixed<typeof tlsKeys>
}
