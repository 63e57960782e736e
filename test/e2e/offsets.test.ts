import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

const connector = '/connectors/ps-sink-connector'
const place = (topic: string, partition: number) => ({ kafka_topic: topic, kafka_partition: partition })

describe('a change of offsets', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka'])
    server = await startPublishServer()
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
  })

  /** A worker that is stopped after it has carried all there is. */
  async function carried(records: number, partitions: number) {
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, partitions)
    await alerts.produce(records)
    const { kafka } = stack.addresses
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic: alerts.topic,
        group: uniqueName('group'),
        kafka,
        worker: ['listeners=http://127.0.0.1:0'],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    await alerts.arrived(server)
    await worker.ask('PUT', `${connector}/stop`)
    return { alerts, worker }
  }

  it('is refused at once where there is no such partition, names it, and changes nothing', async () => {
    const { alerts, worker } = await carried(10, 2)
    const { topic } = alerts
    const committed = await worker.ask('GET', `${connector}/offsets`)
    const known = { partition: place(topic, 0), offset: { kafka_offset: 1 } }
    const change = (partition: object, offset: object | null = { kafka_offset: 1 }) =>
      worker.ask('PATCH', `${connector}/offsets`, { offsets: [known, { partition, offset }] })

    const beyond = new RegExp(`400 .*no partition ${topic}/2: those of topic ${topic} are 0 to 1`)
    await assert.rejects(change(place(topic, 2)), beyond)
    await assert.rejects(change(place(topic, 2), null), beyond)
    const gone = new RegExp(`400 .*no partition ${topic}-gone/0: topic ${topic}-gone does not exist`)
    await assert.rejects(change(place(`${topic}-gone`, 0)), gone)
    assert.deepEqual(await worker.ask('GET', `${connector}/offsets`), committed)
    assert.equal(await worker.stop(), 0)
  })

  it('is done whole or not at all where the connector is resumed meanwhile', async () => {
    const { alerts, worker } = await carried(20, 1)
    const offsets = [{ partition: place(alerts.topic, 0), offset: { kafka_offset: 15 } }]
    const altered = worker.ask('PATCH', `${connector}/offsets`, { offsets }).then(
      () => 5,
      ({ message }: Error) => {
        assert.match(message, /must be in the STOPPED state/)
        return 0
      },
    )
    await worker.ask('PUT', `${connector}/resume`)
    const again = await altered
    await alerts.produce(1)
    await alerts.arrived(server)
    assert.equal((await alerts.duplicates(server)).length, again)
    assert.equal(await worker.stop(), 0)
  })
})
