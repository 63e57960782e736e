import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { differences } from '../fixtures/alerts/alert-json.ts'
import { type ExpiredServer, startExpiredServer } from '../stack/expired-certificate.ts'
import type { KafkaAddress } from '../stack/kafka.ts'
import { committedOffsets, produce, reserveGroup } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { until } from './support/consume.ts'
import { type Ended, Psconnect, psconnect } from './support/psconnect.ts'
import { RegisteredAlerts } from './support/registered-alerts.ts'

/** It failed, and says why in one line. */
function refuses({ code, stdout, stderr }: Ended, why: RegExp): void {
  assert.equal(stdout.toString(), '')
  assert.match(stderr, why)
  assert.doesNotMatch(stderr, /\n./)
  assert.equal(code, 1)
}

describe('psconnect consume', { skip: cannotStart(['kafka', 'registry']) }, () => {
  let stack: JoinedStack<'kafka' | 'registry'>
  let kafka: KafkaAddress
  let alerts: RegisteredAlerts
  let folder: string
  let expired: ExpiredServer
  before(async () => {
    stack = await joinStack(['kafka', 'registry'])
    kafka = stack.addresses.kafka
    // Two partitions with three each.
    alerts = await RegisteredAlerts.create(kafka.plaintext, stack.addresses.registry)
    await alerts.produce(6)
    folder = await mkdtemp(join(tmpdir(), 'psconnect-consume-'))
    expired = await startExpiredServer()
  })
  after(async () => {
    await expired?.stop()
    await rm(folder, { recursive: true, force: true })
    await stack?.leave()
  })

  const command = (topic = alerts.topic, broker = kafka.plaintext) => [
    'consume',
    '--bootstrap-server',
    broker,
    '--topic',
    topic,
  ]
  const registry = (url = stack.addresses.registry) => ['--property', `schema.registry.url=${url}`]

  /** As the deployment's, with a login over TLS or in the clear. */
  const consumerConfig = async (protocol: 'SASL_SSL' | 'SASL_PLAINTEXT', password: string, caFile = kafka.caFile) => {
    const file = join(folder, `${uniqueName('consumer')}.properties`)
    const lines = [
      `security.protocol=${protocol}`,
      'sasl.mechanism=SCRAM-SHA-512',
      'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\',
      `  username="${kafka.username}"\\`,
      `  password="${password}";`,
      'key.deserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer',
      ...(protocol === 'SASL_SSL' ? ['ssl.truststore.type=PEM', `ssl.truststore.location=${caFile}`] : []),
    ]
    await writeFile(file, lines.join('\n'))
    return ['--consumer.config', file]
  }

  it('prints each alert as a line of JSON, every field right, over TLS with a login', async () => {
    const tls = await consumerConfig('SASL_SSL', '${env:TEST_PASSWORD}')
    const options = [...tls, ...registry(), '--from-beginning', '--partition', '1', '--max-messages', '3']
    const ended = await psconnect([...command(alerts.topic, kafka.saslSsl), ...options], {
      TEST_PASSWORD: kafka.password,
    })
    assert.deepEqual([ended.code, ended.stderr], [0, `3 records of ${alerts.topic}\n`])
    const lines = ended.stdout.toString().trim().split('\n')
    const json = lines.map(line => line.replaceAll(/"(?:NaN|-?Infinity)"/g, 'null'))
    assert.deepEqual(
      json.map((line, offset) => differences(alerts.at(`1/${offset}`), line)),
      [[], [], []],
    )
  })

  it('prints a line for people with the place, the schema and the fields asked for', async () => {
    const options = [
      '--offset',
      '1:2',
      '--max-messages',
      '1',
      '--format',
      'summary',
      '--fields',
      'alertId,diaSource.psfFlux',
    ]
    const { code, stdout } = await psconnect([...command(), ...registry(), ...options])
    assert.equal(code, 0)
    const line =
      / bytes {2}schema \d+ psconnect\.fixtures\.alert {2}alertId=170000000000000006 {2}diaSource\.psfFlux=-?\d+\.\d+\n$/
    assert.match(stdout.toString(), line)
    assert.match(stdout.toString(), new RegExp(`^20\\S+Z  ${alerts.topic}-1@2  [\\d,]+ bytes`))
  })

  it('prints the bytes as they are, and for people what is long shortened', async () => {
    const one = ['--partition', '0', '--offset', '1', '--max-messages', '1']
    const raw = await psconnect([...command(), ...one, '--format', 'raw'])
    assert.ok(raw.stdout.equals(alerts.at('0/1')))
    const pretty = (await psconnect([...command(), ...registry(), ...one, '--format', 'pretty'])).stdout.toString()
    assert.match(pretty, /^\{\n {2}"alertId": 170000000000000003,\n/)
    assert.match(pretty, /"cutoutDifference": <[\d,]+ bytes: /)
  })

  it('prints what is written from now on, until Ctrl-C, and how many records that was', async () => {
    const topic = await RegisteredAlerts.create(kafka.plaintext, stack.addresses.registry)
    await topic.produce(2)
    const running = new Psconnect([...command(topic.topic), '--format', 'summary'])
    // Reading has begun once a record that was written since arrives.
    while (running.lines.length === 0) {
      await topic.produce(2)
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    running.kill('SIGINT')
    const { code, stderr } = await running.ended
    assert.equal(code, 0)
    assert.match(stderr, /^\d+ records of /)
    assert.doesNotMatch(running.lines.join('\n'), /@0 /)
  })

  it('says of a record that cannot be read where it is and why, goes on, and ends with 1', async () => {
    const topic = await RegisteredAlerts.create(kafka.plaintext, stack.addresses.registry)
    await produce(kafka.plaintext, topic.topic, [
      { value: 'junk', partition: 0 },
      { value: null, partition: 0 },
    ])
    const ended = await psconnect([...command(topic.topic), ...registry(), '--from-beginning', '--timeout-ms', '1500'])
    assert.deepEqual([ended.code, ended.stdout.toString()], [1, 'null\n'])
    assert.match(
      ended.stderr,
      new RegExp(`^${topic.topic}-0@0: it is no Avro .*\n2 records of .*, 1 of which could not be read\n$`),
    )
  })

  it('joins a group only with --group, and commits only with --commit, up to what it printed', async () => {
    const group = uniqueName('group')
    const committed = () => committedOffsets(kafka.plaintext, group, alerts.topic)
    const member = [...command(), '--group', group, '--format', 'summary']
    const latest = await psconnect([...member, '--timeout-ms', '3000'])
    assert.deepEqual([latest.code, latest.stdout.toString(), await committed()], [0, '', []])
    const looked = await psconnect([...member, '--from-beginning', '--max-messages', '6'])
    assert.deepEqual([looked.stdout.toString().split('\n').length, await committed()], [7, []])
    await psconnect([...member, '--from-beginning', '--commit', '--max-messages', '1'])
    const [first, ...others] = await committed()
    assert.deepEqual([first?.offset, others], [1n, []])
    const rest = await psconnect([...member, '--from-beginning', '--commit', '--max-messages', '5'])
    assert.doesNotMatch(rest.stdout.toString(), new RegExp(`-${first?.partition}@0 `))
    assert.deepEqual(
      await committed(),
      [0, 1].map(partition => ({ partition, offset: 3n })),
    )
  })

  it('ends quietly when nobody reads on', async () => {
    const running = new Psconnect([...command(), ...registry(), '--from-beginning'])
    await until(() => running.stdout.length > 0)
    running.stopReading()
    await alerts.produce(2)
    const { code, stderr } = await running.ended
    assert.deepEqual([code, stderr], [141, ''])
  })

  it('says in one line what is wrong with the way to Kafka, the topic, the offset or the group', async () => {
    const raw = ['--format', 'raw']
    const wrong = await consumerConfig('SASL_PLAINTEXT', 'wrong')
    const right = await consumerConfig('SASL_PLAINTEXT', kafka.password)
    const tls = await consumerConfig('SASL_SSL', kafka.password, expired.caFile)
    const group = uniqueName('reserved')
    await reserveGroup(kafka.plaintext, group, 'somebody-else')
    const at = (broker: string, options: readonly string[]) =>
      psconnect([...command(alerts.topic, broker), ...raw, ...options])
    refuses(await at(kafka.saslPlaintext, wrong), /Cannot use Kafka at .*: the brokers refused the login/)
    refuses(await at('127.0.0.1:1', []), /Cannot use Kafka at 127\.0\.0\.1:1: .*ECONNREFUSED/)
    refuses(await at(expired.address, tls), /certificate was not accepted: .*certificate has expired/)
    refuses(await psconnect([...command('none'), ...raw]), /[Tt]here is no topic none, or this user may not see it/)
    refuses(await psconnect([...command('none'), ...raw, '--group', 'any']), /there is no topic none/)
    refuses(await at(kafka.plaintext, ['--offset', '0:99']), /There is no offset 99 in .*\/0, which holds 0 to \d+/)
    const ended = await at(kafka.saslPlaintext, [...right, '--group', group])
    assert.match(ended.stderr, /Cannot read from Kafka: .*This user may not use the consumer group/)
    assert.equal(ended.code, 1)
  })

  it('says within seconds that a registry does not answer, or refuses the login', async () => {
    const refusing = createServer((_, response) => response.writeHead(401).end('{"error_code":401,"message":"no"}'))
    await new Promise<void>(resolve => refusing.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`
    const login = ['--property', 'basic.auth.user.info=me:secret']
    const refused = await psconnect([...command(), ...registry(url), ...login, '--from-beginning'])
    refusing.close()
    refuses(refused, /refuses the login: 401, no/)
    const down = await psconnect([...command(), ...registry('http://127.0.0.1:1'), '--from-beginning'])
    refuses(down, /the schema registry does not answer \(http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/)
  })
})
