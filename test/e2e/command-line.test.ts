import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

const bin = fileURLToPath(new URL('../../runtime/bin/connect-standalone.mjs', import.meta.url))

describe('the command line', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  let alerts: AlertsTopic
  let worker: ConnectWorker | undefined
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  beforeEach(async () => {
    server = await startPublishServer()
    alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 2)
    await alerts.produce(50)
  })
  afterEach(async () => {
    worker?.kill('SIGKILL')
    await server.stop()
  })
  after(() => stack?.leave())

  const start = async (settings: readonly string[], flags: readonly string[]) => {
    const { kafka } = stack.addresses
    const [workerFile] = jobFiles({ topic: alerts.topic, group: uniqueName('group'), kafka, worker: settings })
    const connector = {
      name: 'ps-sink-connector',
      config: {
        'connector.class': 'CloudPubSubSink',
        'tasks.max': 2,
        topics: alerts.topic,
        'cps.project': '${dir:.:project}',
        'cps.topic': 'alerts',
        'metadata.publish': true,
      },
    }
    const text = workerFile?.[1].replace(kafka.password, '${vault:secrets.properties:password}') ?? ''
    worker = await ConnectWorker.start({
      files: [
        ['worker.properties', text],
        ['connector.json', JSON.stringify(connector)],
      ],
      others: [
        ['secrets.properties', `password=${kafka.password}\n`],
        ['project', 'test-project\n'],
      ],
      env: { PUBSUB_EMULATOR_HOST: server.address },
      command: [process.execPath, bin, ...flags],
    })
    return worker
  }
  const vault = [
    'config.providers=vault',
    'config.providers.vault.class=org.apache.kafka.common.config.provider.FileConfigProvider',
  ]

  it('takes a connector as JSON and secrets from files, and shows none of them', async () => {
    const working = await start(vault, ['--log-level', 'debug'])
    await alerts.arrived(server)
    assert.equal(await working.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    const said = JSON.stringify(working.log) + working.stderr
    assert.ok(!said.includes(stack.addresses.kafka.password))
    assert.ok(!said.includes('test-project'))
  })

  it('ends the process with 4 when a task has failed and that is to be the end', async () => {
    const failing = await start([...vault, 'consumer.auto.offset.reset=none'], ['--exit-on-failure'])
    assert.deepEqual(await failing.exited, { code: 4, signal: null })
    assert.equal(failing.said(/stopping, as a task has failed/).length, 1)
    assert.equal(failing.log.at(-1)?.message, 'stopped')
  })
})
