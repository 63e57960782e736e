import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'
import { peakDuring } from './support/memory.ts'

/** Bytes by which memory may grow while nothing is taken: a buffer of 64 MB that fills up, and the slack of the collector. */
const flat = 150_000_000

// They wait most of the time, and each has a receiver and a worker of its own.
describe('a receiver that does not take anything', { skip: cannotStart(['kafka']), concurrency: true }, () => {
  let stack: JoinedStack<'kafka'>
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  after(() => stack?.leave())

  const setUp = async (context: TestContext) => {
    const { kafka } = stack.addresses
    const server = await startPublishServer()
    context.after(() => server.stop())
    const alerts = await AlertsTopic.create(kafka.plaintext, 4)
    const start = async () => {
      const worker = ['consumer.session.timeout.ms=6000', 'consumer.heartbeat.interval.ms=500']
      const started = await ConnectWorker.start({
        files: jobFiles({ topic: alerts.topic, group: uniqueName('group'), kafka, worker }),
        env: { PUBSUB_EMULATOR_HOST: server.address },
      })
      context.after(() => started.kill('SIGKILL'))
      return started
    }
    return { server, alerts, start }
  }

  it('may stall for three session timeouts: no rebalance, memory stays flat, then all arrives', async context => {
    const { server, alerts, start } = await setUp(context)
    await alerts.produce(2500)
    await server.misbehave({ kind: 'silence' })
    const stalled = await start()
    await stalled.says(/Reads 4 partitions/)
    await sleep(3000)
    const busy = await stalled.residentBytes()
    const peak = await peakDuring(stalled, 18_000)
    assert.ok(peak - busy < flat, `grew by ${peak - busy} bytes`)
    await server.misbehave(undefined)
    await alerts.arrived(server)
    assert.equal(stalled.said(/Reads \d+ partitions/).length, 1)
    assert.equal(await stalled.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
  })

  it('may answer after 8 s, then be unavailable for 90 s: nothing is lost, the task never fails, memory stays flat', async context => {
    const { server, alerts, start } = await setUp(context)
    await alerts.produce(1500)
    await server.misbehave({ kind: 'delay', ms: 8000 })
    const patient = await start()
    await patient.says(/Reads 4 partitions/)
    await sleep(10_000)
    const busy = await patient.residentBytes()
    await server.misbehave({ kind: 'status', code: 14, message: 'try later' }, { ms: 90_000 })
    const peak = await peakDuring(patient, 80_000)
    assert.ok(peak - busy < flat, `grew by ${peak - busy} bytes`)
    assert.match(String(patient.status?.['state']), /RUNNING \(retrying: .*try later/)
    await alerts.arrived(server)
    assert.deepEqual(patient.said(/FAILED/), [])
    assert.equal(await patient.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
  })
})
