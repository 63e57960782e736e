import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'
import { RegisteredAlerts } from './support/registered-alerts.ts'
import { RegistryProxy } from './support/registry-proxy.ts'

describe('with the Avro converter, a worker', { skip: cannotStart(['kafka', 'registry']) }, () => {
  let stack: JoinedStack<'kafka' | 'registry'>
  let proxy: RegistryProxy
  let server: PublishServer
  let alerts: RegisteredAlerts
  let worker: ConnectWorker | undefined
  before(async () => {
    stack = await joinStack(['kafka', 'registry'])
  })
  beforeEach(async () => {
    const { kafka, registry } = stack.addresses
    proxy = await RegistryProxy.start(registry)
    server = await startPublishServer()
    alerts = await RegisteredAlerts.create(kafka.plaintext, registry)
  })
  afterEach(async () => {
    worker?.kill('SIGKILL')
    await Promise.all([proxy.close(), server.stop()])
  })
  after(() => stack?.leave())

  const start = async (
    keys: Readonly<Record<string, string>> = {},
    group = uniqueName('group'),
    connector: readonly string[] = [],
  ) => {
    const converter = {
      'schema.registry.url': proxy.url,
      'basic.auth.credentials.source': 'USER_INFO',
      'basic.auth.user.info': proxy.login,
      'enhanced.avro.schema.support': 'true',
      ...keys,
    }
    const lines = Object.entries(converter).map(([key, value]) => `value.converter.${key}=${value}`)
    worker = await ConnectWorker.start({
      files: jobFiles({
        topic: alerts.topic,
        group,
        kafka: stack.addresses.kafka,
        connector,
        worker: ['listeners=http://127.0.0.1:0', 'value.converter=io.confluent.connect.avro.AvroConverter', ...lines],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    return worker
  }

  it('reads alerts whatever their subject is called, asking once for each id', async () => {
    await alerts.produce(50)
    const working = await start()
    await alerts.arrived(server)
    assert.equal(await working.stop(), 0)
    assert.deepEqual(proxy.asked.filter(path => !path.endsWith('/versions')).length, 1)
    assert.equal(working.status?.['skipped'], 0)
  })

  it('fails at once where the password is wrong, and says why, but not what was sent', async () => {
    await alerts.produce(1)
    const failing = await start({ 'basic.auth.user.info': 'me:xyzzy-4711' })
    const { message } = await failing.says(/task has failed/, { withinMs: 15_000 })
    assert.match(message, /refuses the login: 401/)
    assert.equal(await failing.stop(), 0)
    assert.doesNotMatch(JSON.stringify(failing.log) + failing.stderr, /xyzzy-4711/)
  })

  it('fails whatever is tolerated where the URL is wrong', async () => {
    await alerts.produce(1)
    const failing = await start({ 'schema.registry.url': `${proxy.url}/wrong` })
    assert.match((await failing.says(/task has failed/)).message, /schema\.registry\.url is probably wrong/)
    assert.equal(await failing.stop(), 0)
  })

  it('started while the registry is down waits for it, says so, and goes on when it is there', async () => {
    await alerts.produce(10)
    await proxy.close()
    const waiting = await start()
    const line = await waiting.says(/the schema registry does not answer/)
    assert.match(line.message, new RegExp(`${proxy.url}.*ECONNREFUSED`))
    await lagIs(waiting, 10)
    assert.match((await retryingOf(waiting)) ?? '', /the schema registry does not answer/)
    await proxy.open()
    await alerts.arrived(server)
    await waiting.says(/the schema registry answers again/)
    await lagIs(waiting, 0)
    assert.equal(await retryingOf(waiting), undefined)
    assert.equal(await waiting.stop(), 0)
    assert.equal(waiting.said(/the schema registry does not answer/).length, 1)
  })

  it('goes on while the registry is down, once it has the schema', async () => {
    await alerts.produce(10)
    const working = await start()
    await alerts.arrived(server)
    await proxy.close()
    await alerts.produce(10)
    await alerts.arrived(server)
    assert.equal(await working.stop(), 0)
    assert.deepEqual(working.said(/registry/), [])
  })

  it('is started again while the registry is down, with the schemas that it has kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'psconnect-schemas-'))
    const group = uniqueName('group')
    await alerts.produce(10)
    const first = await start({ 'schema.cache.dir': folder }, group)
    await alerts.arrived(server)
    assert.equal(await first.stop(), 0)
    await proxy.close()
    await alerts.produce(10)
    const second = await start({ 'schema.cache.dir': folder }, group)
    await alerts.arrived(server)
    assert.equal(await second.stop(), 0)
    rmSync(folder, { recursive: true })
  })

  it('asks the next URL where one does not answer', async () => {
    await alerts.produce(10)
    const working = await start({ 'schema.registry.url': `http://127.0.0.1:1/gone, ${proxy.url}` })
    await alerts.arrived(server)
    await working.says(new RegExp(`${proxy.url} answers instead of http://127.0.0.1:1/gone`))
    assert.equal(await working.stop(), 0)
  })

  it('follows redirects, waits where it is asked to, and tries again what fails', async () => {
    const answers = [{ status: 500 }, { status: 429, headers: { 'retry-after': '1' } }, { status: 503 }]
    proxy.instead = path => (path.endsWith('?redirected') ? undefined : (answers.shift() ?? redirect(path)))
    await alerts.produce(10)
    const working = await start()
    await working.says(/the schema registry does not answer.*500/)
    await alerts.arrived(server)
    assert.equal(await working.stop(), 0)
    assert.deepEqual(answers, [])
  })

  it('skips a record of a schema that the registry does not know, where that is tolerated', async () => {
    await alerts.produce(10)
    await produce(stack.addresses.kafka.plaintext, alerts.topic, [
      { value: Buffer.of(0, 0x7f, 0, 0, 9, 1), partition: 0 },
    ])
    await alerts.produce(10)
    const working = await start({}, uniqueName('group'), ['errors.tolerance=all'])
    const { message } = await working.says(/^skipped /)
    assert.match(message, new RegExp(`${alerts.topic}/0 offset 5.*no schema 2130706441:`))
    await alerts.arrived(server)
    assert.equal(await working.stop(), 0)
    assert.equal(working.status?.['skipped'], 1)
  })
})

const redirect = (path: string) => ({ status: 307, headers: { location: `/registry${path}?redirected` } })

/** Resolves once it is so. */
async function lagIs(worker: ConnectWorker, records: number): Promise<void> {
  while ((await lagOf(worker)) !== records) await new Promise(resolve => setTimeout(resolve, 100))
}

/** Over all partitions, as Prometheus is told. */
async function lagOf(worker: ConnectWorker): Promise<number> {
  const text = String(await worker.ask('GET', '/metrics'))
  return [...text.matchAll(/^psconnect_consumer_lag_records\{.*\} (\d+)$/gm)].reduce(
    (sum, [, lag]) => sum + Number(lag),
    0,
  )
}

async function retryingOf(worker: ConnectWorker): Promise<string | undefined> {
  const { tasks } = (await worker.ask('GET', '/connectors/ps-sink-connector/status')) as {
    readonly tasks: readonly { readonly retrying?: string }[]
  }
  return tasks[0]?.retrying
}
