import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type ClientConfig, clientProblems, connectionOptions } from '../../../clients/kafka/index.ts'
import { defaultClientConfig as plain } from '../../fixtures/client-config.ts'

const login = 'org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="p";'
const scram: ClientConfig = {
  ...plain,
  'security.protocol': 'SASL_PLAINTEXT',
  'sasl.mechanism': 'SCRAM-SHA-512',
  'sasl.jaas.config': login,
}
const problems = (config: ClientConfig) => clientProblems(config).map(({ key, message }) => `${key} ${message}`)

it('connects in the clear and without a login by default', () => {
  assert.deepEqual(problems(plain), [])
  const { ssl, sasl } = connectionOptions(plain)
  assert.deepEqual({ ssl, sasl }, { ssl: null, sasl: null })
})

it('takes user and password from the login module’s options', () => {
  assert.deepEqual(problems(scram), [])
  assert.deepEqual(connectionOptions(scram).sasl, { mechanism: 'scram-sha-512', username: 'u', password: 'p' })
})

const bearer: ClientConfig = {
  ...scram,
  'sasl.mechanism': 'OAUTHBEARER',
  'sasl.jaas.config': 'M required clientId="id" clientSecret="s" scope="a b" extension_pool="p";',
  'sasl.oauthbearer.token.endpoint.url': 'https://auth.example/token',
  'sasl.login.callback.handler.class':
    'org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerLoginCallbackHandler',
}

it('takes client credentials, scope and extensions from the login module’s options', () => {
  assert.deepEqual(problems(bearer), [])
  assert.deepEqual(connectionOptions(bearer).sasl, {
    mechanism: 'oauthbearer',
    token: {
      endpoint: 'https://auth.example/token',
      clientId: 'id',
      clientSecret: 's',
      scope: 'a b',
      timeoutMs: 10_000,
    },
    extensions: { pool: 'p' },
  })
})

const refusedTokens: readonly [string, Partial<ClientConfig>, RegExp][] = [
  ['no token endpoint', { 'sasl.oauthbearer.token.endpoint.url': undefined }, /endpoint\.url is missing/],
  [
    'a token endpoint of another kind',
    { 'sasl.oauthbearer.token.endpoint.url': 'file:///t' },
    /an http or https URL; found file/,
  ],
  [
    'a password in the URL',
    { 'sasl.oauthbearer.token.endpoint.url': 'http://u:p@h/' },
    /must hold no user or password/,
  ],
  [
    'no client secret',
    { 'sasl.jaas.config': 'M required clientId="id";' },
    /has no clientSecret="…", which OAUTHBEARER/,
  ],
  ['a Java class of one’s own', { 'sasl.login.callback.handler.class': 'a.B' }, /class that cannot be run here: a\.B/],
]
for (const [what, change, reason] of refusedTokens)
  it(`refuses, with OAUTHBEARER, ${what}`, () => assert.match(problems({ ...bearer, ...change }).join('\n'), reason))

const refused: readonly [string, Partial<ClientConfig>, RegExp][] = [
  [
    'a broker without a port',
    { 'bootstrap.servers': ['localhost'] },
    /bootstrap\.servers must be a list of host:port; "localhost"/,
  ],
  ['Kerberos', { 'sasl.mechanism': 'GSSAPI' }, /sasl\.mechanism is GSSAPI .* ask the operators/],
  ['an unknown mechanism', { 'sasl.mechanism': 'MAGIC' }, /sasl\.mechanism must be one of PLAIN/],
  ['a missing login', { 'sasl.jaas.config': undefined }, /sasl\.jaas\.config is missing/],
  ['a login without a password', { 'sasl.jaas.config': 'M required username="u";' }, /has no password="…"/],
  ['a login that does not end', { 'sasl.jaas.config': 'M required username="u"' }, /does not end with a semicolon/],
]
for (const [what, change, reason] of refused)
  it(`refuses ${what}`, () => assert.match(problems({ ...scram, ...change }).join('\n'), reason))

it('looks at no login where none is used', () => {
  assert.deepEqual(problems({ ...plain, 'sasl.jaas.config': 'nonsense' }), [])
})
