import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { differences } from '../fixtures/alerts/alert-json.ts'
import { readAvroFile } from '../fixtures/read-avro-file.ts'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'
import { register } from './support/registered-alerts.ts'

/** Alerts that Rubin publishes with each version of its schema, as Avro files. They are not part of this project. */
const files = ['alert-v3_0.avro', 'alert-v7_4.avro'].map(
  name => new URL(`../../../shared/rubin/${name}`, import.meta.url),
)
const missing = !files.every(existsSync) && 'there are no sample alerts in ../shared/rubin'

describe('sample alerts of Rubin', { skip: missing || cannotStart(['kafka', 'registry']) }, () => {
  let stack: JoinedStack<'kafka' | 'registry'>
  before(async () => {
    stack = await joinStack(['kafka', 'registry'])
  })
  after(() => stack?.leave())

  /** As they travel in Kafka: with the id of the schema that the file brings. */
  const framed = async (file: URL) => {
    const { type, records } = await readAvroFile(readFileSync(file))
    const head = Buffer.alloc(5)
    head.writeUInt32BE(
      await register(stack.addresses.registry, uniqueName('rubin'), JSON.stringify(type.schema({ exportAttrs: true }))),
      1,
    )
    return { type, alert: Buffer.concat([head, type.toBuffer(records[0])]) }
  }

  it('pass through as JSON, every field, and as the bytes they are', async () => {
    const { kafka, registry } = stack.addresses
    const samples = await Promise.all(files.map(framed))
    const topic = uniqueName('samples')
    await createTopic(kafka.plaintext, { topic })
    await produce(
      kafka.plaintext,
      topic,
      samples.map(({ alert }) => ({ value: alert, partition: 0 })),
    )
    for (const format of ['auto', 'confluent']) {
      const server = await startPublishServer({ keep: true })
      const converter = [
        'value.converter=io.confluent.connect.avro.AvroConverter',
        `value.converter.schema.registry.url=${registry}`,
      ]
      const worker = await ConnectWorker.start({
        files: jobFiles({
          topic,
          group: uniqueName('group'),
          kafka,
          worker: ['listeners=', ...converter],
          connector: [`messageBodyFormat=${format}`],
        }),
        env: { PUBSUB_EMULATOR_HOST: server.address },
      })
      while ((await server.totals()).messages < samples.length) await new Promise(resolve => setTimeout(resolve, 50))
      assert.equal(await worker.stop(), 0)
      const arrived = (await server.kept()).map(({ data }) => data)
      for (const [index, { type, alert }] of samples.entries()) {
        const data = arrived[index] ?? assert.fail()
        if (format === 'confluent') assert.deepEqual(data, alert)
        else assert.deepEqual(differences(alert, data.toString(), type), [])
      }
      await server.stop()
    }
  })
})
