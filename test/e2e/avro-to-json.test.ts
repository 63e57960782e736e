import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { differences } from '../fixtures/alerts/alert-json.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { EmulatedTopic } from './support/emulated-topic.ts'
import { RegisteredAlerts } from './support/registered-alerts.ts'

const count = 2000
const bytesLine = 'value.converter=org.apache.kafka.connect.converters.ByteArrayConverter'

describe('the Rubin deployment’s files', { skip: cannotStart() }, () => {
  let stack: JoinedStack<'kafka' | 'registry' | 'pubsub'>
  let alerts: RegisteredAlerts
  before(async () => {
    stack = await joinStack()
    const { kafka, registry } = stack.addresses
    alerts = await RegisteredAlerts.create(kafka.plaintext, registry)
    await alerts.produce(count)
  })
  after(() => stack?.leave())

  const connector = readFileSync('configs/rubin/connector.properties', 'utf8')
  const original = readFileSync('configs/rubin/worker.properties', 'utf8')
  /** The three lines that stand there commented out count, and the one above them does not. */
  const swapped = original.replace(bytesLine, `#${bytesLine}`).replaceAll(/^#(value\.converter(?:\.|=io))/gm, '$1')

  /** Runs the files until all alerts have arrived, and hands on each. */
  const run = async (text: string, take: (data: Buffer, alert: Buffer) => void) => {
    const { kafka, registry, pubsub } = stack.addresses
    const worker = text
      .replaceAll('usdf-alert-stream-dev.lsst.cloud:9094', kafka.saslPlaintext)
      .replaceAll('username="pittgoogle-idfint"', `username="${kafka.username}"`)
      .replaceAll('pittgoogle-idfint-kafka-pubsub-connector', uniqueName('group'))
    const target = await EmulatedTopic.create(pubsub)
    const running = await ConnectWorker.start({
      files: [
        ['worker.properties', worker],
        ['connector.properties', connector],
      ],
      env: {
        PUBSUB_EMULATOR_HOST: pubsub,
        KAFKA_PASSWORD: kafka.password,
        KAFKA_TOPIC: alerts.topic,
        PS_TOPIC: target.topic,
        PROJECT_ID: target.project,
        SCHEMA_REGISTRY_URL: registry,
      },
    })
    await target.receive(count, ({ data }, place) => take(Buffer.from(data), alerts.at(place)))
    assert.equal(await running.stop(), 0)
    await target.forget()
  }

  it('give JSON with the lines for Avro in place of the one for bytes: every field of every alert is right', async () => {
    assert.notEqual(swapped, original)
    const wrong: string[] = []
    await run(swapped, (data, alert) => {
      if (wrong.length < 10) wrong.push(...differences(alert, data.toString()))
    })
    assert.deepEqual(wrong, [])
  })

  it('give the same bytes as ever when the lines are swapped back', async () => {
    let others = 0
    await run(original, (data, alert) => {
      if (!data.equals(alert)) others++
    })
    assert.equal(others, 0)
  })
})
