import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { type Asked, ask, type Reply } from '../runtime/rest/support/start-rest.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

const connector = '/connectors/ps-sink-connector'

interface StatusBody {
  readonly connector: { readonly state: string }
  readonly tasks: readonly { readonly state: string }[]
}

describe('the REST interface of a worker', { skip: cannotStart(['kafka']), timeout: 120_000 }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  let alerts: AlertsTopic
  let worker: ConnectWorker
  let base = ''
  const said: string[] = []
  const rest = async (method: string, path: string, asked?: Asked): Promise<Reply> => {
    const reply = await ask(`${base}${path}`, method, asked)
    said.push(reply.text, JSON.stringify(reply.headers))
    return reply
  }
  /** `asks` is a method and a path. */
  const expect = async (status: number, asks: string, asked?: Asked): Promise<unknown> => {
    const [method = '', path = ''] = asks.split(' ')
    const reply = await rest(method, path, asked)
    assert.equal(reply.status, status, reply.text)
    return reply.json
  }
  const reaches = async (context: TestContext, states: string): Promise<void> => {
    for (;;) {
      const { connector: own, tasks } = (await expect(200, `GET ${connector}/status`)) as StatusBody
      if ([own, ...tasks].map(({ state }) => state).join(' ') === states) return
      context.signal.throwIfAborted()
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  const committed = async (): Promise<number> => {
    const { offsets } = (await expect(200, `GET ${connector}/offsets`)) as {
      offsets: { offset: { kafka_offset: number } }[]
    }
    return offsets.reduce((sum, { offset }) => sum + offset.kafka_offset, 0)
  }

  before(async () => {
    stack = await joinStack(['kafka'])
    server = await startPublishServer()
    alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 2)
    await alerts.produce(40)
    const { kafka } = stack.addresses
    worker = await ConnectWorker.start({
      files: jobFiles({
        topic: alerts.topic,
        group: uniqueName('group'),
        kafka,
        worker: ['listeners=http://127.0.0.1:0'],
        connector: ['gcp.credentials.json={"private_key":"planted-by-hand"}'],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    const { message } = await worker.says(/REST interface at/)
    base = message.replace(/.* at /, '')
    await worker.says(/psconnect \S+ runs/)
    await alerts.arrived(server)
  })
  after(async () => {
    await worker?.stop()
    await server?.stop()
    await stack?.leave()
  })

  it('tells how the connector stands, and what it has committed', async context => {
    await reaches(context, 'RUNNING RUNNING')
    while ((await committed()) < 40) context.signal.throwIfAborted()
    assert.deepEqual(await expect(200, `GET ${connector}/topics`), {
      'ps-sink-connector': { topics: [alerts.topic] },
    })
  })

  it('pauses without leaving records behind, and goes on', async context => {
    await expect(202, `PUT ${connector}/pause`)
    await reaches(context, 'PAUSED PAUSED')
    await alerts.produce(20)
    await expect(202, `PUT ${connector}/resume`)
    await alerts.arrived(server)
    await expect(202, `POST ${connector}/restart?includeTasks=true`)
    await reaches(context, 'RUNNING RUNNING')
    await alerts.produce(20)
    await alerts.arrived(server)
    assert.deepEqual(await alerts.wrong(server), [])
  })

  it('changes offsets of a connector only while it is stopped', async context => {
    const partition = { kafka_topic: alerts.topic, kafka_partition: 0 }
    const body = { offsets: [{ partition, offset: { kafka_offset: 30 } }] }
    const running = (await expect(400, `PATCH ${connector}/offsets`, { body })) as { message: string }
    assert.match(running.message, /STOPPED/)
    await expect(204, `PUT ${connector}/stop`)
    await reaches(context, 'STOPPED')
    await expect(200, `PATCH ${connector}/offsets`, { body })
    assert.equal(await committed(), 70)
    await expect(400, `PATCH ${connector}/offsets`, {
      body: { offsets: [{ partition: { kafka_topic: 'alerts' }, offset: { kafka_offset: 0 } }] },
    })
    await expect(200, `DELETE ${connector}/offsets`)
    assert.equal(await committed(), 0)
  })

  it('reads everything again after that', async context => {
    await expect(202, `PUT ${connector}/resume`)
    await reaches(context, 'RUNNING RUNNING')
    while ((await alerts.duplicates(server)).length < 80) context.signal.throwIfAborted()
  })

  it('takes a connector that comes by REST, refuses a bad one, and gives one up', async context => {
    const config = (await expect(200, `GET ${connector}/config`)) as Record<string, string>
    const own = { ...config, name: 'second', 'consumer.override.group.id': uniqueName('group') }
    await expect(400, 'POST /connectors', { body: { name: 'second', config: { ...own, 'cps.topic': '' } } })
    await expect(201, 'POST /connectors', {
      body: { name: 'second', config: { ...own, 'gcp.credentials.json': '' } },
    })
    await expect(409, 'POST /connectors', { body: { name: 'second', config: own } })
    await expect(200, 'PUT /connector-plugins/pubsub/config/validate', { body: own })
    await expect(204, `DELETE ${connector}`)
    await expect(404, `GET ${connector}`)
    while ((await rest('GET', '/connectors/second/status')).text.includes('UNASSIGNED')) context.signal.throwIfAborted()
    assert.deepEqual(await expect(200, 'GET /connectors'), ['second'])
  })

  it('has told nobody a secret', async () => {
    for (const path of [
      '/connectors?expand=info&expand=status',
      '/connectors/second/tasks',
      '/ui',
      '/ui/data',
      '/admin/loggers',
    ])
      await expect(200, `GET ${path}`)
    const all = [...said, JSON.stringify(worker.log), worker.stderr].join('\n')
    assert.ok(all.length > 10_000)
    for (const secret of ['planted-by-hand', stack.addresses.kafka.password]) assert.ok(!all.includes(secret), secret)
  })
})

describe('a worker whose listener cannot be had', () => {
  it('ends with 2, and says why', async () => {
    const kafka = { plaintext: '127.0.0.1:1', saslPlaintext: '127.0.0.1:1', username: 'a', password: 'b' }
    const other = await startPublishServer()
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic: 'alerts',
        group: 'group',
        kafka: kafka as JoinedStack<'kafka'>['addresses']['kafka'],
        worker: [`listeners=http://${other.address}`],
      }),
    })
    assert.equal((await worker.exited).code, 2)
    assert.equal(worker.said(/cannot listen on .*another process has that port/).length, 1)
    await other.stop()
  })
})
