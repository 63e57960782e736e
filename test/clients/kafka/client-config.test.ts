import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type ClientConfig, clientProblems, connectionOptions } from '../../../clients/kafka/index.ts'

const plain: ClientConfig = {
  'bootstrap.servers': ['localhost:9092'],
  'client.id': 'test',
  'security.protocol': 'PLAINTEXT',
  'sasl.mechanism': 'GSSAPI',
  'sasl.jaas.config': undefined,
  'ssl.truststore.type': 'JKS',
  'ssl.truststore.location': undefined,
  'ssl.truststore.password': undefined,
  'ssl.truststore.certificates': undefined,
  'ssl.keystore.type': 'JKS',
  'ssl.keystore.location': undefined,
  'ssl.keystore.password': undefined,
  'ssl.keystore.certificate.chain': undefined,
  'ssl.keystore.key': undefined,
  'ssl.key.password': undefined,
  'ssl.endpoint.identification.algorithm': 'https',
  'request.timeout.ms': 30_000,
  'socket.connection.setup.timeout.ms': 10_000,
  'metadata.max.age.ms': 300_000,
}
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
