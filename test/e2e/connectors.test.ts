import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { committedOffsets, endOffsets } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles, pubsubTopic } from './support/job.ts'

const name = 'ps-sink-connector'
const listeners = 'listeners=http://127.0.0.1:0'

describe('several connectors in one process', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka'])
    server = await startPublishServer({ topics: [pubsubTopic] })
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
  })

  const topicOf = (partitions: number) => AlertsTopic.create(stack.addresses.kafka.plaintext, partitions)
  const committed = async (group: string, { topic }: AlertsTopic) => {
    const offsets = await committedOffsets(stack.addresses.kafka.plaintext, group, topic)
    return offsets.reduce((sum, { offset }) => sum + Number(offset), 0)
  }

  /** A worker with its files, and a second connector where that is told. */
  async function start(alerts: AlertsTopic, second: readonly string[] = [], options: readonly string[] = []) {
    const group = uniqueName('group')
    const session = ['consumer.session.timeout.ms=6000', 'consumer.heartbeat.interval.ms=500']
    // So that there is a mid-stream: more records than fit in it.
    const worker = [...session, 'buffer.memory=4194304', listeners]
    const files = jobFiles({ topic: alerts.topic, group, kafka: stack.addresses.kafka, worker })
    const [, [, connector] = ['', '']] = files
    const other = ['second.properties', [connector, ...second].join('\n')] as const
    return {
      group,
      connector,
      worker: await ConnectWorker.start({
        files: second.length > 0 ? [...files, other] : files,
        options,
        env: { PUBSUB_EMULATOR_HOST: server.address },
      }),
    }
  }

  it('carries on with one while the other fails, and with both once that is mended', async () => {
    const [first, second] = [await topicOf(2), await topicOf(2)]
    await first.produce(300)
    await second.produce(100)
    const run = await start(first, [
      'name=second',
      `topics=${second.topic}`,
      `consumer.override.group.id=${uniqueName('group')}`,
      'cps.topic=not-there',
    ])
    await run.worker.says(/^the task has failed: .*not-there/)

    await first.arrived(server)
    await first.produce(100)
    await first.arrived(server)
    const statuses = (await run.worker.ask('GET', '/connectors?expand=status')) as Statuses
    assert.equal(statuses[name]?.status.tasks[0]?.state, 'RUNNING')
    assert.equal(statuses['second']?.status.tasks[0]?.state, 'FAILED')
    assert.match(statuses['second']?.status.tasks[0]?.trace ?? '', /not-there/)

    await run.worker.ask('PATCH', '/connectors/second/config', { 'cps.topic': 'alerts' })
    await second.arrived(server)
    assert.equal(await run.worker.stop(), 0)
    assert.deepEqual(await first.wrong(server), [])
    assert.deepEqual(await second.wrong(server), [])
    assert.deepEqual(await first.duplicates(server), [])
  })

  it('pauses in mid-stream, beyond the session, with all that was read committed, and goes on without a duplicate', async () => {
    const alerts = await topicOf(2)
    await alerts.produce(500)
    await server.misbehave({ kind: 'delay', ms: 200 })
    const { worker, group } = await start(alerts)
    await alerts.arrived(server, 50)
    await worker.ask('PUT', `/connectors/${name}/pause`)
    await server.misbehave(undefined)
    let arrived = -1
    while (arrived !== (await committed(group, alerts))) {
      await sleep(500)
      arrived = await alerts.countAt(server)
    }
    // Longer than the group waits for a member without heartbeats.
    await sleep(8_000)
    assert.ok(arrived < 500, 'it was not paused in mid-stream')
    assert.equal(await alerts.countAt(server), arrived)
    assert.match(String(await worker.ask('GET', '/metrics')), /^psconnect_buffer_bytes 0$/m)
    assert.deepEqual(((await worker.ask('GET', `/connectors/${name}/status`)) as Status).tasks[0]?.state, 'PAUSED')

    await worker.ask('PUT', `/connectors/${name}/resume`)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(worker.said(/given this member up|joining anew/), [])
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await alerts.duplicates(server), [])
  })

  it('stops, restarts and resumes in mid-stream without a gap or a duplicate', async () => {
    const alerts = await topicOf(4)
    await alerts.produce(600)
    await server.misbehave({ kind: 'delay', ms: 100 })
    const { worker, group } = await start(alerts)
    await alerts.arrived(server, 30)
    await worker.ask('PUT', `/connectors/${name}/stop`)
    assert.equal(await committed(group, alerts), await alerts.countAt(server))
    await worker.ask('PUT', `/connectors/${name}/resume`)
    await alerts.arrived(server, (await alerts.countAt(server)) + 30)
    await worker.ask('POST', `/connectors/${name}/restart?includeTasks=true`)
    await alerts.arrived(server, (await alerts.countAt(server)) + 30)
    await worker.ask('POST', `/connectors/${name}/tasks/0/restart`)
    await server.misbehave(undefined)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await alerts.duplicates(server), [])
  })

  it('reads again from where offsets are set, and from the start when they are reset, while it is stopped', async () => {
    const alerts = await topicOf(2)
    await alerts.produce(40)
    const { worker, group } = await start(alerts)
    const place = (partition: number) => ({ kafka_topic: alerts.topic, kafka_partition: partition })
    const offsets = `/connectors/${name}/offsets`
    await alerts.arrived(server)
    await assert.rejects(worker.ask('DELETE', offsets), /400 .*must be in the STOPPED state/)
    await worker.ask('PUT', `/connectors/${name}/stop`)
    assert.deepEqual(await worker.ask('GET', offsets), {
      offsets: [0, 1].map(partition => ({ partition: place(partition), offset: { kafka_offset: 20 } })),
    })

    await worker.ask('PATCH', offsets, {
      offsets: [
        { partition: place(0), offset: { kafka_offset: '15' } },
        { partition: place(1), offset: null },
      ],
    })
    const { plaintext } = stack.addresses.kafka
    assert.deepEqual(await committedOffsets(plaintext, group, alerts.topic), [{ partition: 0, offset: 15n }])
    await worker.ask('PUT', `/connectors/${name}/resume`)
    const again = 5 + 20
    while ((await alerts.duplicates(server)).length < again) await sleep(100)
    await worker.ask('PUT', `/connectors/${name}/stop`)
    assert.deepEqual(await committedOffsets(plaintext, group, alerts.topic), await endOffsets(plaintext, alerts.topic))

    await worker.ask('DELETE', offsets)
    assert.deepEqual(await committedOffsets(plaintext, group, alerts.topic), [])
    assert.deepEqual(await worker.ask('GET', offsets), { offsets: [] })
    await worker.ask('DELETE', offsets)
    assert.equal((await alerts.duplicates(server)).length, again)
    assert.equal(await worker.stop(), 0)
  })

  it('does not change offsets while another member reads with the same group', async () => {
    const alerts = await topicOf(1)
    await alerts.produce(10)
    const { worker } = await start(alerts, ['name=second'])
    await alerts.arrived(server)
    await worker.ask('PUT', `/connectors/${name}/stop`)
    // Whoever reads these is a member.
    await alerts.produce(10)
    await alerts.arrived(server)

    const partition = { kafka_topic: alerts.topic, kafka_partition: 0 }
    const hasMembers = /still has members: stop every connector/
    for (const offset of [{ kafka_offset: 3 }, null])
      await assert.rejects(
        worker.ask('PATCH', `/connectors/${name}/offsets`, { offsets: [{ partition, offset }] }),
        hasMembers,
      )
    await assert.rejects(worker.ask('DELETE', `/connectors/${name}/offsets`), hasMembers)
    assert.equal(await worker.stop(), 0)
  })

  it('follows files that change, restarts only whose file is valid, and says what is wrong with another', async () => {
    const [first, second] = [await topicOf(1), await topicOf(1)]
    await first.produce(20)
    await second.produce(20)
    const { worker, connector } = await start(first, [], ['--watch'])
    await first.arrived(server)

    await worker.replaceFile('connector.properties', `${connector}\ntasks.max=none`)
    const { message, level } = await worker.says(/has changed, but/)
    assert.match(message, /connector\.properties:8: tasks\.max must be a whole number \(found "none"\)$/)
    assert.equal(level, 'error')
    await worker.replaceFile('connector.properties', `${connector}\ntopics=${second.topic}`)
    await second.arrived(server)
    await worker.deleteFile('connector.properties')
    await worker.says(/connector\.properties cannot be read any more: connector ps-sink-connector stays as it is/)
    await worker.replaceFile('connector.properties', connector)
    await first.produce(20)
    await first.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await first.duplicates(server), [])
  })
})

interface Status {
  readonly tasks: readonly { readonly state: string; readonly trace?: string }[]
}

type Statuses = Readonly<Record<string, { readonly status: Status }>>
