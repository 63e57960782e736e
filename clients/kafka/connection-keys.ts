import { int, list, long, oneOf, password, string } from 'psconnect/plugin'
import { tlsKeys } from './tls-keys.ts'

const connection = 'Connection'
const group = 'Security'

/** The keys of Kafka's clients that say whom they connect to, how they log in, whom they trust and what they show of themselves. */
export const connectionKeys = {
  'bootstrap.servers': list({
    doc: "host:port of one or more of the cluster's brokers.",
    importance: 'high',
    group: connection,
  }),
  'client.id': string({
    doc: "Name by which the brokers' logs and quotas know this client.",
    default: 'psconnect',
    importance: 'low',
    group: connection,
  }),
  'request.timeout.ms': int({
    doc: 'Milliseconds after which a request counts as lost and its connection is made anew.',
    default: 30_000,
    minimum: 1,
    group: connection,
  }),
  'socket.connection.setup.timeout.ms': long({
    doc: 'Milliseconds that a connection and its login may take.',
    default: 10_000,
    minimum: 1,
    maximum: 2 ** 31 - 1,
    group: connection,
  }),
  'security.protocol': oneOf(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'], {
    doc: 'Whether connections are encrypted (SSL) and need a login (SASL).',
    default: 'PLAINTEXT',
    group,
  }),
  'sasl.mechanism': string({
    doc: "How to log in: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER. Kafka's default, GSSAPI, is refused.",
    default: 'GSSAPI',
    recommended: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'],
    group,
  }),
  'sasl.jaas.config': password({
    doc: 'The login: org.apache.kafka.common.security.scram.ScramLoginModule required username="…" password="…"; with OAUTHBEARER its options are clientId, clientSecret, scope and extension_….',
    optional: true,
    group,
  }),
  'sasl.oauthbearer.token.endpoint.url': string({
    doc: 'Where OAUTHBEARER gets its tokens, with the client credentials of sasl.jaas.config. They are renewed before they expire, and should live for a minute at least.',
    optional: true,
    group,
  }),
  'sasl.login.callback.handler.class': string({
    doc: "The Java class that gets tokens. Only Kafka's own OAuthBearerLoginCallbackHandler is known; without it, the same is done.",
    optional: true,
    importance: 'low',
    group,
  }),
  ...tlsKeys,
}
