import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createTopic as createPubSubTopic, createSubscription, publishWithGoogle } from '@psconnect/client-pubsub/admin'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { jobFiles } from './support/job.ts'
import { psconnect } from './support/psconnect.ts'
import { RegisteredAlerts } from './support/registered-alerts.ts'

const project = 'test-project'
const plain = { FORCE_COLOR: '0' }
const services = ['kafka', 'registry', 'pubsub'] as const

describe('psconnect convert', { skip: cannotStart(services) }, () => {
  let stack: JoinedStack<'kafka' | 'registry' | 'pubsub'>
  let folder: string
  before(async () => {
    stack = await joinStack(services)
    folder = await mkdtemp(join(tmpdir(), 'psconnect-convert-'))
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
    await stack?.leave()
  })

  const workerFile = async (): Promise<string> => {
    const [[, text] = ['', '']] = jobFiles({ topic: 'any', group: 'any', kafka: stack.addresses.kafka })
    const file = join(folder, 'worker.properties')
    await writeFile(file, text)
    return file
  }
  const fromKafka = async (records: string, ...more: string[]) => {
    const { code, stdout, stderr } = await psconnect(
      ['convert', ...more, '--kafka', await workerFile(), records],
      plain,
    )
    return { code, out: stdout.toString(), err: stderr }
  }

  it("reads alerts of a topic with the worker's login, and their schema from the registry", async () => {
    const alerts = await RegisteredAlerts.create(stack.addresses.kafka.plaintext, stack.addresses.registry)
    await alerts.produce(12)
    const avro = ['--converter', 'avro', '--set', `schema.registry.url=${stack.addresses.registry}`]
    const { code, out, err } = await fromKafka(`${alerts.topic}:1:3:2`, ...avro, '--json')
    assert.deepEqual([code, err], [0, ''])
    // Of two partitions, the second holds every other alert, and the first alert of all has the id that ends with 1.
    const found = out
      .trim()
      .split('\n')
      .map(line => /^\{"payload":"([^"]+)","value":\{"alertId":(\d+)/.exec(line)?.slice(1))
    assert.deepEqual(found, [
      [`${alerts.topic}:1:3`, '170000000000000008'],
      [`${alerts.topic}:1:4`, '170000000000000010'],
    ])
    const shown = await fromKafka(`${alerts.topic}:0:0`, ...avro)
    assert.match(shown.out, /"cutoutScience": <2\d,\d{3} bytes: [0-9a-f ]+ …>/)
  })

  it('shows values that were deleted as null, and says where a partition ends before', async () => {
    const topic = uniqueName('few')
    await createTopic(stack.addresses.kafka.plaintext, { topic })
    await produce(stack.addresses.kafka.plaintext, topic, [
      { key: 'a', value: 'one', partition: 0 },
      { key: 'a', value: null, partition: 0 },
    ])
    const { code, out, err } = await fromKafka(`${topic}:0:0:5`, '--converter', 'string')
    assert.equal(code, 0)
    assert.equal(out, `✓ ${topic}:0:0 3 bytes\n"one"\n\n✓ ${topic}:0:1 null\nnull\n\n2 of 2 payloads were converted\n`)
    assert.match(err, /ends at 2: 2 of 5 records/)
    const beyond = await fromKafka(`${topic}:0:2`, '--converter', 'string')
    assert.deepEqual([beyond.code, beyond.out], [1, ''])
    assert.match(beyond.err, /has no record from offset 2 on: it ends at 2/)
    const far = await fromKafka(`${topic}:0:9`, '--converter', 'string')
    assert.equal(far.code, 1)
    assert.match(far.err, /There is no offset 9 in .*, which holds 0 to 1/)
  })

  it('says what is wrong with a worker file, and with a topic that there is not', async () => {
    const file = join(folder, 'broken.properties')
    await writeFile(file, 'key.converter=x\nconsumer.security.protocol=SASLPLAIN\n')
    const { code, stderr } = await psconnect(['convert', '--converter', 'string', '--kafka', file, 'any:0:0'])
    assert.equal(code, 1)
    assert.match(stderr, /broken\.properties:2: consumer\.security\.protocol must be one of/)
    assert.match(stderr, /broken\.properties: bootstrap\.servers is missing/)
    assert.match((await fromKafka('no-such-topic:0:0', '--converter', 'string')).err, /There is no topic no-such-topic/)
  })

  it('reads messages of a subscription, which keeps them', async () => {
    const place = { project, emulator: stack.addresses.pubsub }
    const topic = uniqueName('convert')
    await createPubSubTopic(place, topic)
    await createSubscription(place, { topic, subscription: topic })
    const texts = ['{"id":1}', '{"id":2}', '{"id":']
    await publishWithGoogle(
      place,
      topic,
      texts.map(text => ({ data: Buffer.from(text), attributes: { a: 'b' } })),
    )
    const env = { PUBSUB_EMULATOR_HOST: stack.addresses.pubsub }
    const json = ['convert', '--converter', 'json', '--set', 'schemas.enable=false', '--json']
    for (let time = 0; time < 2; time++) {
      const { code, stdout, stderr } = await psconnect([...json, '--subscription', `${project}/${topic}:3`], env)
      assert.deepEqual([code, stderr], [1, ''])
      const lines = stdout
        .toString()
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      assert.deepEqual(
        lines.map(({ value, error }) => value?.id ?? error.position).toSorted((one, other) => one - other),
        [1, 2, 6],
      )
    }
    const none = await psconnect([...json, '--subscription', `${project}/${uniqueName('none')}`], env)
    assert.equal(none.code, 1)
    assert.match(none.stderr, /cannot be pulled from: NOT_FOUND: /)
    const wrong = await psconnect([...json, '--subscription', `${project}/x`], { PUBSUB_EMULATOR_HOST: 'http://here' })
    assert.match(wrong.stderr, /PUBSUB_EMULATOR_HOST is http:\/\/here, but must be host:port/)
    const unreachable = await psconnect([...json, '--subscription', `${project}/x`], {
      PUBSUB_EMULATOR_HOST: '127.0.0.1:9',
    })
    assert.match(unreachable.stderr, /cannot be pulled from: UNAVAILABLE: cannot connect to 127\.0\.0\.1:9/)
  })
})
