import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type ExpiredServer, startExpiredServer } from '../stack/expired-certificate.ts'
import type { KafkaAddress } from '../stack/kafka.ts'
import { allow, createTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { until } from './support/consume.ts'
import { type Ended, Psconnect, psconnect } from './support/psconnect.ts'

const refuses = ({ code, stdout, stderr }: Ended, why: RegExp): void => {
  assert.equal(code, 1)
  assert.equal(stdout.toString(), '')
  assert.match(stderr, why)
  assert.doesNotMatch(stderr, /\n./)
}

describe('psconnect topics', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let kafka: KafkaAddress
  let folder: string
  let expired: ExpiredServer
  before(async () => {
    stack = await joinStack(['kafka'])
    kafka = stack.addresses.kafka
    folder = await mkdtemp(join(tmpdir(), 'psconnect-topics-'))
    expired = await startExpiredServer()
  })
  after(async () => {
    await expired?.stop()
    await rm(folder, { recursive: true, force: true })
    await stack?.leave()
  })

  /** A file as the deployment's, with what the test needs. */
  const adminProperties = async (keys: Readonly<Record<string, string>>): Promise<string> => {
    const file = join(folder, `${uniqueName('admin')}.properties`)
    const lines = Object.entries(keys).map(([key, value]) => `${key}=${value}`)
    await writeFile(file, ['sasl.kerberos.service.name=kafka', ...lines].join('\n'))
    return file
  }

  const login = (password = kafka.password) => ({
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="${kafka.username}" password="${password}";`,
  })

  const topicWith = async (records: number, partitions = 2): Promise<string> => {
    const topic = uniqueName('topics')
    await createTopic(kafka.plaintext, { topic, partitions, settings: { 'retention.ms': '86400000' } })
    const values = Array.from({ length: records }, (_, index) => ({ value: `${index}`, partition: index % partitions }))
    if (records > 0) await produce(kafka.plaintext, topic, values)
    return topic
  }

  it('lists topics with their partitions and records, over TLS with a login that the file holds', async () => {
    const topic = await topicWith(3)
    const file = await adminProperties({
      'bootstrap.servers': kafka.saslSsl,
      'security.protocol': 'SASL_SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': kafka.caFile,
      ...login('${env:TEST_PASSWORD}'),
    })
    const env = { TEST_PASSWORD: kafka.password }
    const text = await psconnect(['topics', '--command-config', file], env)
    assert.equal(text.stderr, '')
    assert.match(text.stdout.toString(), new RegExp(`^TOPIC +PARTITIONS +RECORDS\n[^]*^${topic} +2 +3$`, 'm'))
    const json = await psconnect(['topics', '--list', '--json', '--command-config', file], env)
    const topics = JSON.parse(json.stdout.toString()) as { topic: string }[]
    assert.deepEqual(
      topics.find(each => each.topic === topic),
      { topic, partitions: 2, records: 3 },
    )
  })

  it('describes a topic: brokers, offsets and, its own first, settings', async () => {
    const topic = await topicWith(3)
    const options = ['topics', '--bootstrap-server', kafka.plaintext, '--describe', topic]
    const text = (await psconnect(options)).stdout.toString()
    assert.match(text, new RegExp(`^${topic}: 2 partitions, records: 3\n`))
    assert.match(text, /^PARTITION.*\n0 +1 +1 +1 +0 +2 +2\n1 +1 +1 +1 +0 +1 +1\n/m)
    assert.match(text, /^SETTING.*\nretention\.ms +topic +86400000\n[^]*default/m)
    const json = JSON.parse((await psconnect([...options, '--json'])).stdout.toString())
    assert.equal(json.records, 3)
    assert.deepEqual(json.partitions[1], {
      partition: 1,
      leader: 1,
      replicas: [1],
      inSync: [1],
      offsets: { first: 0, next: 1 },
    })
    assert.deepEqual(json.settings[0], { name: 'retention.ms', value: '86400000', from: 'topic' })
  })

  it('says which settings a user may not see, and shows the rest', async () => {
    const topic = await topicWith(1)
    await allow(kafka.plaintext, topic, { user: kafka.username, to: 'DESCRIBE' })
    const file = await adminProperties({ 'security.protocol': 'SASL_PLAINTEXT', ...login() })
    const options = ['--bootstrap-server', kafka.saslPlaintext, '--command-config', file]
    const { code, stdout, stderr } = await psconnect(['topics', ...options, '--describe', topic])
    assert.equal(code, 0)
    assert.match(stdout.toString(), /records: 1\n/)
    assert.match(stderr, /^Cannot look up the settings of the topic .*: .*\n$/)
  })

  it('waits for a topic that does not exist yet, and ends when it does', async () => {
    const topic = uniqueName('topics')
    const waiting = new Psconnect(['topics', '--bootstrap-server', kafka.plaintext, '--wait', topic])
    await until(() => waiting.stderr.includes('waiting for the topic'))
    await createTopic(kafka.plaintext, { topic })
    const { code, stdout } = await waiting.ended
    assert.deepEqual([code, stdout.toString()], [0, `the topic ${topic} exists\n`])
  })

  it('waits no longer than it may, nor after Ctrl-C', async () => {
    const limited = await psconnect([
      'topics',
      '--bootstrap-server',
      kafka.plaintext,
      '--wait',
      'none',
      '--timeout-ms',
      '50',
    ])
    assert.equal(limited.code, 1)
    assert.match(limited.stderr, /there is no topic none, or this user may not see it, after 50 ms\n$/)
    const stopped = new Psconnect(['topics', '--bootstrap-server', '127.0.0.1:1', '--wait', 'none'])
    await until(() => stopped.stderr.includes('waiting for the topic'))
    stopped.kill('SIGINT')
    assert.equal((await stopped.ended).code, 130)
  })

  it('says in one line what is wrong: password, port, certificate, topic', async () => {
    const wrong = await adminProperties({ 'security.protocol': 'SASL_PLAINTEXT', ...login('wrong') })
    const server = ['topics', '--bootstrap-server']
    const outcomes = await Promise.all([
      psconnect([...server, kafka.saslPlaintext, '--command-config', wrong, '--wait', 'any']),
      psconnect([...server, '127.0.0.1:1']),
      psconnect([...server, kafka.plaintext, '--describe', 'none']),
    ])
    refuses(outcomes[0], /^psconnect topics: Cannot use Kafka at .*: the brokers refused the login: /)
    refuses(outcomes[1], /^psconnect topics: Cannot use Kafka at 127\.0\.0\.1:1: .*ECONNREFUSED/)
    refuses(outcomes[2], /^psconnect topics: there is no topic none, or this user may not see it/)
    const tls = await adminProperties({
      'bootstrap.servers': expired.address,
      'security.protocol': 'SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': expired.caFile,
    })
    const ended = await psconnect(['topics', '--command-config', tls, '--wait', 'any'])
    refuses(ended, /^psconnect topics: Cannot use Kafka at .*certificate was not accepted: .*certificate has expired/)
  })

  it('refuses options that do not fit together', async () => {
    const two = await psconnect(['topics', '--list', '--wait', 'any'])
    assert.deepEqual([two.code, /only one can be done/.test(two.stderr)], [2, true])
    const limit = await psconnect(['topics', '--timeout-ms', '5'])
    assert.deepEqual([limit.code, /limits what --wait waits/.test(limit.stderr)], [2, true])
  })
})
