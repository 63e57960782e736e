import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import avro from 'avsc'
import { differences } from '../fixtures/alerts/alert-json.ts'
import { alertType, bigintLong } from '../fixtures/alerts/alert-schema.ts'
import { alertGenerator, alertSchemaText } from '../fixtures/alerts/index.ts'
import { readAvroFile } from '../fixtures/read-avro-file.ts'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishedMessage, type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'
import { RegisteredAlerts, register } from './support/registered-alerts.ts'

const subject = 'alert-packet'

describe('alerts whose schema is in a registry', { skip: cannotStart(['kafka', 'registry']) }, () => {
  let stack: JoinedStack<'kafka' | 'registry'>
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka', 'registry'])
  })
  beforeEach(async () => {
    server = await startPublishServer({ keep: true })
  })
  afterEach(() => server.stop())
  after(() => stack?.leave())

  const start = (topic: string, connector: readonly string[]) =>
    ConnectWorker.start({
      files: jobFiles({
        topic,
        group: uniqueName('group'),
        kafka: stack.addresses.kafka,
        worker: [
          'listeners=',
          'value.converter=io.confluent.connect.avro.AvroConverter',
          `value.converter.schema.registry.url=${stack.addresses.registry}`,
          'value.converter.enhanced.avro.schema.support=true',
        ],
        connector,
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
  /** What arrives of so many alerts, each with the alert as it is in Kafka. */
  const carried = async (count: number, connector: readonly string[]) => {
    const { kafka, registry } = stack.addresses
    const alerts = await RegisteredAlerts.create(kafka.plaintext, registry)
    await alerts.produce(count)
    const worker = await start(alerts.topic, connector)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    return (await server.kept()).map(message => ({ ...message, alert: alerts.at(placeOf(message)) }))
  }

  it('keep their bytes with messageBodyFormat=confluent, and give fields as attributes', async () => {
    const messages = await carried(500, [
      'messageBodyFormat=confluent',
      'attributes.diaObjectId=diaSource.diaObjectId',
      'attributes.band=diaSource.band',
      'attributes.ssObjectId=ssSource.ssObjectId',
      'attributes.alertId=alertId',
    ])
    for (const { data, attributes, alert } of messages) {
      assert.ok(data.equals(alert))
      const { alertId, diaSource, ssSource } = read(alert)
      const own = Object.entries(attributes).filter(([name]) => !name.startsWith('kafka.'))
      assert.deepEqual(
        Object.fromEntries(own),
        textsOf({
          diaObjectId: diaSource['diaObjectId'],
          band: diaSource['band'],
          ssObjectId: ssSource?.['ssObjectId'],
          alertId,
        }),
      )
    }
  })

  it('lose their frame with messageBodyFormat=avro', async () => {
    for (const { data, alert } of await carried(20, ['messageBodyFormat=avro']))
      assert.ok(data.equals(alert.subarray(framing)))
  })

  it('are files of one alert with messageBodyFormat=avro-file, which need no registry', async () => {
    const messages = await carried(20, ['messageBodyFormat=avro-file', 'attributes.schema=true'])
    for (const { data, attributes, alert } of messages) {
      const { type, records } = await readAvroFile(data)
      assert.equal(type.name, 'psconnect.fixtures.alert')
      assert.deepEqual(
        records.map(found => alertType.toBuffer(found)),
        [alert.subarray(framing)],
      )
      assert.equal(attributes['schema.id'], String(alert.readUInt32BE(1)))
      assert.equal(attributes['schema.name'], 'psconnect.fixtures.alert')
    }
  })

  it('may be of two schemas in one topic, each read with its own', async () => {
    const { kafka, registry } = stack.addresses
    const newText = withBroker(alertSchemaText)
    const [oldId, newId] = [
      await register(registry, subject, alertSchemaText),
      await register(registry, subject, newText),
    ]
    const newType = avro.Type.forSchema(JSON.parse(newText), { registry: { long: bigintLong } })
    const [generate, topic] = [alertGenerator({ schemaId: oldId }), uniqueName('two-schemas')]
    const renewed = (index: number) => {
      const body = newType.toBuffer({ ...read(generate(index)), broker: `broker ${index}` })
      return Buffer.concat([Buffer.from([0]), idBytes(newId), body])
    }
    await createTopic(kafka.plaintext, { topic })
    const values = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? generate(index) : renewed(index)))
    await produce(
      kafka.plaintext,
      topic,
      values.map(value => ({ value, partition: 0 })),
    )
    const worker = await start(topic, ['attributes.schema=true'])
    while ((await server.missing({ topic, partition: 0, from: 0, to: 100 })).length > 0)
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    for (const { data, attributes } of await server.kept()) {
      const offset = Number(attributes['kafka.offset'])
      const { broker } = JSON.parse(data.toString()) as { broker?: string }
      assert.equal(broker, offset % 2 === 0 ? undefined : `broker ${offset}`)
      assert.equal(attributes['schema.id'], String(offset % 2 === 0 ? oldId : newId))
      const common = data.toString().replace(`,"broker":"broker ${offset}"`, '')
      assert.deepEqual(differences(generate(offset), common), [])
    }
  })

  const poisoned = async (tolerance: string) => {
    const { kafka, registry } = stack.addresses
    const generate = alertGenerator({ schemaId: await register(registry, subject, alertSchemaText) })
    const topic = uniqueName('poisoned')
    await createTopic(kafka.plaintext, { topic })
    for (let from = 0; from < 1_000; from += 100) {
      const values = Array.from({ length: 100 }, (_, index) => generate(from + index))
      if (from === 700) values[41] = values[41]?.subarray(0, -1) ?? assert.fail()
      await produce(
        kafka.plaintext,
        topic,
        values.map(value => ({ value, partition: 0 })),
      )
    }
    return { topic, worker: await start(topic, [`errors.tolerance=${tolerance}`]) }
  }

  it('arrive but for the one that cannot be read, which is counted and named, with errors.tolerance=all', async () => {
    const { topic, worker } = await poisoned('all')
    while ((await server.missing({ topic, partition: 0, from: 0, to: 1_000 })).join() !== '741')
      await new Promise(resolve => setTimeout(resolve, 50))
    const { message } = await worker.says(/^skipped /)
    assert.match(message, new RegExp(`${topic}/0 offset 741: .*value converter.*cutoutTemplate`))
    assert.equal(await worker.stop(), 0)
    assert.equal(worker.status?.['skipped'], 1)
  })

  it('fail their task at the one that cannot be read, which is named, with errors.tolerance=none', async () => {
    const { topic, worker } = await poisoned('none')
    const { message } = await worker.says(/task has failed/)
    assert.match(message, new RegExp(`${topic}/0 offset 741: .*value converter.*cutoutTemplate`))
    assert.equal(await worker.stop(), 0)
  })
})

const framing = 5

/** Those whose texts are wanted here. */
type Fields = Readonly<Record<string, bigint | string | null>>

interface Alert {
  readonly alertId: bigint
  readonly diaSource: Fields
  readonly ssSource: Fields | null
}

const read = (alert: Buffer): Alert => alertType.fromBuffer(alert.subarray(framing)) as Alert

/** Those of the fields that are not null. */
const textsOf = (fields: Readonly<Record<string, bigint | string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => ((value ?? null) === null ? [] : [[name, `${value}`]])),
  )

const placeOf = ({ attributes }: PublishedMessage): string =>
  `${attributes['kafka.partition']}/${attributes['kafka.offset']}`

/** A later version of the schema: with one more field, its last. */
function withBroker(text: string): string {
  const schema = JSON.parse(text) as { fields: object[] }
  schema.fields.push({ name: 'broker', type: 'string', default: '' })
  return JSON.stringify(schema)
}

function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(id)
  return bytes
}
