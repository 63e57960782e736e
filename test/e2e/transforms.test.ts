import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'
import { RegisteredAlerts } from './support/registered-alerts.ts'

describe('transforms', { skip: cannotStart(['kafka', 'registry']) }, () => {
  let stack: JoinedStack<'kafka' | 'registry'>
  let server: PublishServer
  let worker: ConnectWorker | undefined
  before(async () => {
    stack = await joinStack(['kafka', 'registry'])
  })
  beforeEach(async () => {
    server = await startPublishServer({ keep: true })
  })
  afterEach(async () => {
    worker?.kill('SIGKILL')
    await server.stop()
  })
  after(() => stack?.leave())

  const start = async (topic: string, connector: readonly string[], converter: readonly string[] = []) => {
    const files = jobFiles({
      topic,
      group: uniqueName('group'),
      kafka: stack.addresses.kafka,
      connector,
      worker: converter,
    })
    worker = await ConnectWorker.start({ files, env: { PUBSUB_EMULATOR_HOST: server.address } })
    return worker
  }

  it('rename topics, add headers and leave records out, of bytes that nobody decodes', async () => {
    const topic = uniqueName('transforms')
    await createTopic(stack.addresses.kafka.plaintext, { topic })
    const messages = ['a', 'test', 'b', 'c'].map(value => ({ value, headers: value === 'test' ? { test: '1' } : {} }))
    await produce(stack.addresses.kafka.plaintext, topic, [...messages, { value: null }])

    const working = await start(topic, [
      'headers.publish=true',
      'transforms=leaveOut, noNull, route, survey',
      'transforms.leaveOut.type=org.apache.kafka.connect.transforms.Filter',
      'transforms.leaveOut.predicate=isTest',
      'transforms.noNull.type=Filter',
      'transforms.noNull.predicate=isTombstone',
      'transforms.route.type=org.apache.kafka.connect.transforms.RegexRouter',
      'transforms.route.regex=(transforms)-.*',
      'transforms.route.replacement=$1-of-one',
      'transforms.survey.type=InsertHeader',
      'transforms.survey.header=survey',
      'transforms.survey.value.literal=LSST',
      'transforms.survey.predicate=isTest',
      'transforms.survey.negate=true',
      'predicates=isTest, isTombstone',
      'predicates.isTest.type=org.apache.kafka.connect.transforms.predicates.HasHeaderKey',
      'predicates.isTest.name=test',
      'predicates.isTombstone.type=RecordIsTombstone',
    ])
    while ((await server.kept()).length < 3) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await working.stop(), 0)

    const kept = await server.kept()
    assert.deepEqual(kept.map(({ data }) => Buffer.from(data).toString()).toSorted(), ['a', 'b', 'c'])
    for (const { attributes } of kept) {
      assert.equal(attributes['kafka.topic'], 'transforms-of-one')
      assert.equal(attributes['survey'], 'LSST')
    }
    assert.equal(working.status?.['filtered'], 2)
    assert.equal(working.status?.['committed'], 5)
  })

  it('change alerts, which then go out as Avro with a schema of their own in the registry', async () => {
    const { kafka, registry } = stack.addresses
    const alerts = await RegisteredAlerts.create(kafka.plaintext, registry)
    await alerts.produce(5)
    const subject = uniqueName('changed')

    const working = await start(
      alerts.topic,
      [
        'messageBodyFormat=confluent',
        'attributes.survey=survey',
        'transforms=survey',
        'transforms.survey.type=org.apache.kafka.connect.transforms.InsertField$Value',
        'transforms.survey.static.field=survey!',
        'transforms.survey.static.value=LSST',
      ],
      [
        'value.converter=io.confluent.connect.avro.AvroConverter',
        `value.converter.schema.registry.url=${registry}`,
        `value.converter.subject.name=${subject}`,
      ],
    )
    await alerts.arrived(server)
    assert.equal(await working.stop(), 0)

    const versions = await fetch(`${registry}/subjects/${subject}/versions/1`)
    const { id, schema } = (await versions.json()) as { id: number; schema: string }
    const { fields } = JSON.parse(schema) as { fields: { name: string; type: unknown }[] }
    assert.deepEqual(fields.at(-1), { name: 'survey', type: 'string' })
    const kept = await server.kept()
    assert.equal(kept.length, 5)
    for (const { data, attributes } of kept) {
      assert.equal(Buffer.from(data).readUInt32BE(1), id)
      assert.equal(attributes['survey'], 'LSST')
    }
  })
})
