import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type ExpiredServer, startExpiredServer } from '../stack/expired-certificate.ts'
import { allow, createTopic, groupNames, produce, reserveGroup } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { askDoctor, type Deployment, filesFor } from './support/doctor.ts'
import { EmulatedTopic } from './support/emulated-topic.ts'
import { psconnect } from './support/psconnect.ts'
import { RegisteredAlerts } from './support/registered-alerts.ts'

describe('psconnect doctor', { skip: cannotStart() }, () => {
  let stack: JoinedStack<'kafka' | 'registry' | 'pubsub'>
  let alerts: RegisteredAlerts
  let receiver: EmulatedTopic
  let expired: ExpiredServer
  let folder: string
  before(async () => {
    stack = await joinStack(['kafka', 'registry', 'pubsub'])
    const { kafka, registry, pubsub } = stack.addresses
    folder = await mkdtemp(join(tmpdir(), 'psconnect-doctor-'))
    alerts = await RegisteredAlerts.create(kafka.plaintext, registry)
    await alerts.produce(4)
    receiver = await EmulatedTopic.create(pubsub)
    expired = await startExpiredServer()
  })
  after(async () => {
    await expired?.stop()
    await receiver?.forget()
    await rm(folder, { recursive: true, force: true })
    await stack?.leave()
  })

  const ask = (asked: Deployment) => askDoctor(asked, { ...stack.addresses, alerts, receiver, folder })

  /** One step has failed, in one plain sentence, with what to do; it is given. */
  const failsAlone = async (asked: Deployment, step: string, text: RegExp) => {
    const told = await ask(asked)
    assert.deepEqual(
      told.failed.map(({ name }) => name),
      [step],
    )
    const [failed] = told.failed
    assert.match(failed?.text ?? '', text)
    assert.doesNotMatch(failed?.text ?? '', /\n| at \w+ \(/)
    assert.ok(failed?.remedy)
    return told
  }

  it('finds that all is well over SASL_SSL, with the registry and Pub/Sub, and joins no group', async () => {
    const { kafka } = stack.addresses
    const group = uniqueName('doctor')
    const told = await ask({ group })
    assert.deepEqual(told.failed, [])
    const found = new Map(told.steps.map(({ name, text }) => [name, text]))
    assert.match(found.get('login') ?? '', /^as alerts, by SCRAM-SHA-512/)
    assert.match(found.get('topics') ?? '', /: 2 partitions, 4 records$/)
    assert.match(found.get('group') ?? '', /^doctor-.* may be used; nothing is committed/)
    assert.match(found.get('converters') ?? '', /^value by avro: .*alert, schema \d+$/)
    assert.match(found.get('registry') ?? '', / has \d+ subjects?/)
    assert.match(found.get('permission') ?? '', /^cannot tell: /)
    assert.ok(
      told.sections.some(({ steps }) => steps.some(({ name, text }) => name === 'TLS' && /valid until/.test(text))),
    )
    assert.ok(!(await groupNames(kafka.plaintext)).includes(group))
  })

  it('shows it for people: a line for each step, and at the end whether something failed', async () => {
    const { code, stdout } = await psconnect([
      'doctor',
      ...(await filesFor({}, { ...stack.addresses, alerts, receiver, folder })),
    ])
    assert.equal(code, 0)
    const text = stdout.toString()
    assert.match(text, /^files\n {2}✓ configuration /)
    assert.match(text, /\n\nps-sink-connector: source kafka\n {2}– name .*\n {2}✓ TCP /)
    assert.match(text, /\n\nnothing failed: \d+ steps work; \d+ had nothing to try or no way to tell \(–\)\n$/)
    assert.ok(!text.includes(stack.addresses.kafka.password))
  })

  it('says that a login is refused, and tries nothing behind it', async () => {
    const login = 'org.apache.kafka.common.security.scram.ScramLoginModule required username="alerts" password="wrong";'
    const told = await failsAlone(
      { worker: [`consumer.sasl.jaas.config=${login}`] },
      'login',
      /^Cannot use Kafka at .*: the brokers refused the login: /,
    )
    const untried = told.steps.filter(({ outcome }) => outcome === 'untried')
    assert.deepEqual(
      untried.map(({ name }) => name),
      ['brokers', 'topics', 'group', 'record'],
    )
    assert.equal(untried[0]?.text, 'not tried, as login failed')
  })

  it('says that nothing listens, that a certificate has expired, and that another protocol is spoken', async () => {
    const { kafka } = stack.addresses
    await failsAlone({ worker: ['bootstrap.servers=127.0.0.1:1'] }, 'TCP', /^127\.0\.0\.1:1: nothing listens there/)
    const old = [`bootstrap.servers=${expired.address}`, `consumer.ssl.truststore.location=${expired.caFile}`]
    await failsAlone({ worker: old }, 'TLS', /^the certificate of 127\.0\.0\.1:\d+ expired on \d{4}-\d\d-\d\d$/)
    await failsAlone({ worker: [`bootstrap.servers=${kafka.saslPlaintext}`] }, 'TLS', / does not speak TLS$/)
    await failsAlone(
      { worker: ['consumer.security.protocol=SASL_PLAINTEXT'] },
      'login',
      /another security\.protocol\?$/,
    )
  })

  it('says that a broker of several is away, which stops nobody', async () => {
    const told = await ask({ worker: [`bootstrap.servers=${stack.addresses.kafka.saslSsl},127.0.0.1:1`] })
    const tcp = told.steps.find(({ name, outcome }) => name === 'TCP' && outcome === 'warning')
    assert.match(tcp?.text ?? '', /127\.0\.0\.1:1: nothing listens there .*; 1 of 2 servers are well$/)
    assert.equal(told.ok, true)
  })

  it('says that a topic is not there, that it may not be read, and that it is empty', async () => {
    const { kafka } = stack.addresses
    await failsAlone({ topic: 'none' }, 'topics', /^there is no topic none, or this user may not see it$/)
    const [forbidden, empty] = [uniqueName('forbidden'), uniqueName('empty')]
    for (const topic of [forbidden, empty]) await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, forbidden, [{ value: 'x' }])
    await allow(kafka.plaintext, forbidden, { user: kafka.username, to: 'DESCRIBE' })
    await failsAlone({ topic: forbidden }, 'record', /may not read the topic: ask for READ on it/)
    const told = await ask({ topic: empty })
    assert.equal(told.ok, true)
    assert.match(told.steps.find(({ name }) => name === 'record')?.text ?? '', /is empty/)
  })

  it('says that a group may not be used, though nobody joins it', async () => {
    const group = uniqueName('reserved')
    await reserveGroup(stack.addresses.kafka.plaintext, group, 'somebody-else')
    await failsAlone({ group }, 'group', new RegExp(`^this user may not use the group ${group}$`))
  })

  it('says that a record cannot be read, and where it is', async () => {
    const { kafka } = stack.addresses
    const topic = uniqueName('unreadable')
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: 'no Avro' }])
    await failsAlone(
      { topic },
      'converters',
      new RegExp(`^the value of ${topic}:0:0 cannot be read by the converter avro: `),
    )
  })

  it('says that the registry does not answer, and that nothing can be converted without it', async () => {
    const connector = [
      'value.converter.schema.registry.url=http://127.0.0.1:1',
      `value.converter.schema.cache.dir=${join(folder, 'other')}`,
    ]
    const told = await ask({ connector })
    assert.deepEqual(
      told.failed.map(({ name, text }) => [name, text]),
      [
        ['TCP', '127.0.0.1:1: nothing listens there (connection refused)'],
        [
          'converters',
          'the converter avro would wait: the schema registry does not answer (http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1)',
        ],
      ],
    )
  })

  it('looks at the queue for dead letters, and does not make it', async () => {
    const queue = uniqueName('queue')
    const { kafka } = stack.addresses
    const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${kafka.username}" password="${kafka.password}";`
    const told = await ask({
      worker: [
        'producer.security.protocol=SASL_SSL',
        'producer.sasl.mechanism=SCRAM-SHA-512',
        `producer.sasl.jaas.config=${login}`,
        'producer.ssl.truststore.type=PEM',
        `producer.ssl.truststore.location=${kafka.caFile}`,
      ],
      connector: ['errors.tolerance=all', `errors.deadletterqueue.topic.name=${queue}`],
    })
    assert.equal(told.ok, true)
    const section = told.sections.find(({ title }) => title === 'ps-sink-connector: dead letters kafka')
    assert.match(section?.steps.at(-1)?.text ?? '', /^queue-.* does not exist, .*: a connector would make it$/)
    const again = await ask({ topic: queue })
    assert.match(again.failed[0]?.text ?? '', new RegExp(`there is no topic ${queue}`))
  })

  it('says that there is no such topic of Pub/Sub, and how it is made', async () => {
    const told = await failsAlone(
      { connector: ['cps.topic=none'] },
      'topic',
      /^there is no topic projects\/test-project\/topics\/none$/,
    )
    assert.match(told.failed[0]?.remedy ?? '', /gcloud pubsub topics create none/)
  })

  it('says what a plugin refuses before anything is tried', async () => {
    const { failed } = await ask({ env: { PUBSUB_EMULATOR_HOST: 'nonsense' } })
    assert.deepEqual(
      failed.map(({ text }) => text),
      ['PUBSUB_EMULATOR_HOST is nonsense, but must be host:port'],
    )
  })

  it('tells all that is wrong with the files, and tries nothing else', async () => {
    const told = await ask({ worker: ['offset.flush.interval.ms=soon'], connector: ['tasks.max=0'] })
    assert.equal(told.sections.length, 1)
    assert.deepEqual(
      told.failed.map(({ text }) => /: (\S+) must be/.exec(text)?.[1]),
      ['offset.flush.interval.ms', 'tasks.max'],
    )
  })
})
