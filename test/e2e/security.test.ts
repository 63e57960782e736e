import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { type ClientConfig, checkConnection, clientProblems, connectionOptions } from '../../clients/kafka/index.ts'
import { defaultClientConfig } from '../fixtures/client-config.ts'
import type { KafkaAddress } from '../stack/kafka.ts'
import { committedOffsets, createTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { TokenEndpoint } from '../stack/token-endpoint.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consume, until } from './support/consume.ts'

type Keys = Partial<ClientConfig>

const log = { debug() {}, info() {}, warn() {}, error() {} }

async function connect(broker: string, keys: Keys): Promise<void> {
  const config: ClientConfig = { ...defaultClientConfig, 'bootstrap.servers': [broker], ...keys }
  assert.deepEqual(clientProblems(config), [])
  const { signal } = new AbortController()
  await checkConnection(connectionOptions(config), { timeoutMs: 60_000, log, signal })
}

/** At once, as nothing that is tried again will mend it. */
const refuses = (broker: string, keys: Keys, reason: RegExp): Promise<void> =>
  assert.rejects(connect(broker, keys), (error: Error) => {
    assert.match(error.message, reason)
    assert.doesNotMatch(error.message, / within 60 s/)
    return true
  })

const login = (mechanism: string, module: string, password: string): Keys => ({
  'security.protocol': 'SASL_PLAINTEXT',
  'sasl.mechanism': mechanism,
  'sasl.jaas.config': `org.apache.kafka.common.security.${module} required username="alerts" password="${password}";`,
})

describe('the security of Kafka’s listeners', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let kafka: KafkaAddress
  let trustPem: Keys
  let trustJava: Keys
  before(async () => {
    stack = await joinStack(['kafka'])
    kafka = stack.addresses.kafka
    trustPem = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': kafka.caFile }
    trustJava = { 'ssl.truststore.location': kafka.truststoreFile, 'ssl.truststore.password': kafka.storePassword }
  })
  after(() => stack?.leave())

  const mechanisms = [
    ['PLAIN', 'plain.PlainLoginModule'],
    ['SCRAM-SHA-256', 'scram.ScramLoginModule'],
    ['SCRAM-SHA-512', 'scram.ScramLoginModule'],
  ] as const
  for (const [mechanism, module] of mechanisms)
    it(`takes ${mechanism} with the right password, in the clear and over TLS, and refuses a wrong one`, async () => {
      const right = login(mechanism, module, kafka.password)
      await connect(kafka.saslPlaintext, right)
      await connect(kafka.saslSsl, { ...right, ...trustJava, 'security.protocol': 'SASL_SSL' })
      await refuses(kafka.saslPlaintext, login(mechanism, module, 'wrong'), /the brokers refused the login/)
    })

  it('takes TLS with the right authority, from Java’s store or PEM, and refuses another one', async () => {
    await connect(kafka.ssl, { 'security.protocol': 'SSL', ...trustJava })
    await connect(kafka.ssl, { 'security.protocol': 'SSL', ...trustPem })
    const other = readFileSync('test/fixtures/stores/authority.pem', 'utf8')
    const reason = /the broker's certificate was not accepted/
    await refuses(kafka.ssl, { 'security.protocol': 'SSL', 'ssl.truststore.certificates': other }, reason)
    await refuses(kafka.ssl, { 'security.protocol': 'SSL' }, reason)
  })

  it('refuses a broker whose certificate names another host, unless told not to look', async () => {
    // Another way to write 127.0.0.1, which the certificate does not name.
    const broker = kafka.ssl.replace('127.0.0.1', '127.1')
    const tls: Keys = { 'security.protocol': 'SSL', ...trustPem }
    await refuses(broker, tls, /certificate was not accepted: .*127\.1/)
    await connect(broker, { ...tls, 'ssl.endpoint.identification.algorithm': '' })
  })

  it('shows its certificate to brokers that ask for one, and says so where it has none or another', async () => {
    const tls: Keys = { 'security.protocol': 'SSL', ...trustJava }
    const identity: Keys = {
      'ssl.keystore.location': kafka.clientKeystoreFile,
      'ssl.keystore.password': kafka.storePassword,
    }
    await connect(kafka.mutualTls, { ...tls, ...identity })
    await refuses(kafka.mutualTls, tls, /want a certificate of this client .*: bad certificate/)
    const location = 'test/fixtures/stores/client.p12'
    const other: Keys = { 'ssl.keystore.location': location, 'ssl.keystore.password': 'changeit' }
    await refuses(kafka.mutualTls, { ...tls, ...other }, /want a certificate of this client .*: certificate unknown/)
  })
  describe('OAUTHBEARER', () => {
    let endpoint: TokenEndpoint
    const bearer = (): Keys => ({
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.jaas.config': `org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId="test-${uniqueName('client')}" clientSecret="s";`,
      'sasl.oauthbearer.token.endpoint.url': endpoint.url,
    })
    before(async () => {
      endpoint = await new TokenEndpoint().start()
    })
    after(() => endpoint?.stop())

    it('takes a token of the endpoint', async () => {
      endpoint.behaviour = grant('kafka', 60)
      await connect(kafka.oauth, bearer())
    })

    it('reads with it', async () => {
      endpoint.behaviour = () => grant('kafka', 600)
      const topic = uniqueName('bearer')
      await createTopic(kafka.plaintext, { topic, partitions: 1 })
      await produce(kafka.plaintext, topic, [{ value: 'one' }])
      const { sasl } = connectionOptions({ ...defaultClientConfig, ...bearer() })
      const group = uniqueName('group')
      const consumer = consume({ brokers: [kafka.oauth], group, topic, sasl })
      await until(() => consumer.values.length === 1)
      await consumer.consumer.commit(consumer.read)
      await consumer.close()
      assert.deepEqual(await committedOffsets(kafka.plaintext, group, topic), [{ partition: 0, offset: 1n }])
    })

    it('says why the brokers or the endpoint refuse', async () => {
      endpoint.behaviour = grant('other', 60)
      await refuses(kafka.oauth, bearer(), /the brokers refused the token: .*insufficient_scope/)
      endpoint.behaviour = { status: 401, body: { error: 'invalid_client' } }
      await refuses(kafka.oauth, bearer(), /refused the client credentials: 401, invalid_client/)
    })

    it('tries again while the endpoint is down, and then logs in', async () => {
      endpoint.behaviour = { status: 503, body: {} }
      const asked = endpoint.requests
      const connected = connect(kafka.oauth, bearer())
      await until(() => endpoint.requests > asked)
      endpoint.behaviour = grant('kafka', 60)
      await connected
    })
  })
})

/** A token that the listener takes if its scope is `kafka`; nobody has signed it. */
function grant(scope: string, lifeSeconds: number) {
  const now = Date.now() / 1000
  const token = `${part({ alg: 'none' })}.${part({ sub: 'test', scope, iat: now, exp: now + lifeSeconds })}.`
  return { status: 200, body: { access_token: token, expires_in: lifeSeconds } }
}

const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')
