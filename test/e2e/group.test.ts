import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { addPartitions, committedOffsets, createTopic, endOffsets } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { type Job, jobFiles } from './support/job.ts'

/** Of 80 KB each: 48 MB. */
const inFlight = 600
const waits = /^Waits for the consumer group/

describe('the consumer group', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
  })

  const quick = ['consumer.session.timeout.ms=6000', 'consumer.heartbeat.interval.ms=500']
  const start = (job: Omit<Job, 'kafka'>) =>
    ConnectWorker.start({
      files: jobFiles({ kafka: stack.addresses.kafka, ...job }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
  const fresh = async () => {
    await server?.stop()
    server = await startPublishServer()
  }

  it('shares the partitions between two processes, and one takes over when the other is killed', async () => {
    await fresh()
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    const job = { topic: alerts.topic, group: uniqueName('group'), worker: quick }
    const first = await start(job)
    await first.says(/Reads 4 partitions/)
    const second = await start(job)
    await second.says(/Reads 2 partitions/)
    await first.says(/Reads 2 partitions/)
    await alerts.produce(400)
    await alerts.arrived(server)
    assert.deepEqual([...first.said(waits), ...second.said(waits)], [])
    first.kill('SIGKILL')
    await alerts.produce(200)
    await alerts.arrived(server)
    await second.says(/Reads 4 partitions/)
    assert.equal(await second.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
  })

  it('says that it waits where the group counts on a member that was killed, until that one no longer counts', async () => {
    await fresh()
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 1)
    await alerts.produce(10)
    const session = ['consumer.session.timeout.ms=15000', 'listeners=http://127.0.0.1:0']
    const job = { topic: alerts.topic, group: uniqueName('group'), worker: session }
    const killed = await start(job)
    await alerts.arrived(server)
    killed.kill('SIGKILL')
    await killed.exited
    const next = await start(job)
    const { message } = await next.says(waits)
    assert.match(message, new RegExp(`group ${job.group} .*session\\.timeout\\.ms \\(15000 here\\)`))
    await retryingIs(next, message)
    await next.says(/Reads 1 partition/)
    await retryingIs(next, undefined)
    assert.equal(next.said(waits).length, 1)
    assert.equal(await next.stop(), 0)
    assert.deepEqual(killed.said(waits), [])
  })

  it('drains and commits 48 MB in flight before a member that joins gets its partitions: no duplicate', async () => {
    await fresh()
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    await alerts.produce(inFlight)
    await server.misbehave({ kind: 'delay', ms: 3000 })
    const job = { topic: alerts.topic, group: uniqueName('group'), worker: ['consumer.heartbeat.interval.ms=500'] }
    const first = await start(job)
    await alerts.arrived(server, inFlight)
    const second = await start(job)
    await second.says(/Reads 2 partitions/)
    await server.misbehave(undefined)
    await alerts.produce(100)
    await alerts.arrived(server)
    assert.deepEqual([await first.stop(), await second.stop()], [0, 0])
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await alerts.duplicates(server), [])
  })

  it('drains and commits 48 MB in flight before it reads partitions that were added: no duplicate', async () => {
    await fresh()
    const { plaintext } = stack.addresses.kafka
    const alerts = await AlertsTopic.create(plaintext, 4)
    await alerts.produce(inFlight)
    await server.misbehave({ kind: 'delay', ms: 3000 })
    const group = uniqueName('group')
    const worker = await start({
      topic: alerts.topic,
      group,
      worker: ['consumer.heartbeat.interval.ms=500', 'consumer.metadata.max.age.ms=500'],
    })
    await alerts.arrived(server, inFlight)
    await addPartitions(plaintext, alerts.topic, 6)
    alerts.grewTo(6)
    await worker.says(/Reads 6 partitions/)
    await server.misbehave(undefined)
    await alerts.produce(120)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await alerts.duplicates(server), [])
    assert.deepEqual(await committedOffsets(plaintext, group, alerts.topic), await endOffsets(plaintext, alerts.topic))
  })

  it('joins anew after it was frozen beyond its session, and nothing is missing', async () => {
    await fresh()
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 4)
    const job = { topic: alerts.topic, group: uniqueName('group'), worker: quick }
    const frozen = await start(job)
    await alerts.produce(100)
    await alerts.arrived(server)
    frozen.kill('SIGSTOP')
    const other = await start(job)
    await other.says(/Reads 4 partitions/)
    await alerts.produce(100)
    await alerts.arrived(server)
    frozen.kill('SIGCONT')
    await frozen.says(/has given this member up/)
    await frozen.says(/Reads 2 partitions/)
    await alerts.produce(100)
    await alerts.arrived(server)
    assert.deepEqual([await frozen.stop(), await other.stop()], [0, 0])
    assert.deepEqual(await alerts.wrong(server), [])
  })

  it('spreads tasks over the partitions, and a task that gets none says so', async () => {
    await fresh()
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 2)
    const worker = await start({ topic: alerts.topic, group: uniqueName('group'), worker: quick, tasks: 3 })
    await worker.says(/Task \d is idle/)
    await alerts.produce(100)
    await alerts.arrived(server)
    assert.equal(await worker.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
  })

  it('waits for a topic that does not exist yet, and does not create it', async () => {
    await fresh()
    const { plaintext } = stack.addresses.kafka
    const topic = uniqueName('late')
    const worker = await start({ topic, group: uniqueName('group'), worker: quick })
    await worker.says(new RegExp(`${topic} does not exist yet`))
    await createTopic(plaintext, { topic, partitions: 2 })
    await worker.says(/Reads 2 partitions/)
    assert.equal(await worker.stop(), 0)
  })
})

/** Resolves once the status says this of its task. */
async function retryingIs(worker: ConnectWorker, reason: string | undefined): Promise<void> {
  for (;;) {
    const { tasks } = (await worker.ask('GET', '/connectors/ps-sink-connector/status')) as {
      readonly tasks: readonly { readonly retrying?: string }[]
    }
    if (tasks.length === 1 && tasks[0]?.retrying === reason) return
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}
