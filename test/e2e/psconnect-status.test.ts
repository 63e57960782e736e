import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { findFreePorts } from '../stack/free-ports.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { until } from './support/consume.ts'
import { EmulatedTopic } from './support/emulated-topic.ts'
import { jobFiles } from './support/job.ts'
import { Psconnect, psconnect } from './support/psconnect.ts'

const rowOf = (text: string, name: string): string[] =>
  (text.split('\n').find(line => line.trim().startsWith(name)) ?? '').trim().split(/ {2,}/)

describe('psconnect status', { skip: cannotStart(['kafka', 'pubsub']) }, () => {
  let stack: JoinedStack<'kafka' | 'pubsub'>
  let alerts: AlertsTopic
  let receiver: EmulatedTopic
  const workers: ConnectWorker[] = []
  before(async () => {
    stack = await joinStack(['kafka', 'pubsub'])
    alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 2)
    await alerts.produce(4)
    receiver = await EmulatedTopic.create(stack.addresses.pubsub)
  })
  after(async () => {
    await Promise.all(workers.map(worker => worker.stop()))
    await receiver?.forget()
    await stack?.leave()
  })

  const start = async (topic: string, worker: readonly string[] = []) => {
    const { kafka, pubsub } = stack.addresses
    const files = jobFiles({
      topic: alerts.topic,
      group: uniqueName('status'),
      kafka,
      worker: ['listeners=http://127.0.0.1:0', ...worker],
      connector: [`cps.endpoint=${pubsub}`, 'cps.useEmulator=true'],
    }).map(([name, text]) => [name, text.replace('cps.topic=alerts', `cps.topic=${topic}`)] as const)
    const running = await ConnectWorker.start({ files, others: [['logins.properties', 'alice: secret\n']] })
    workers.push(running)
    const { message } = await running.says(/^REST interface at /)
    return /http:\S+/.exec(message)?.[0] ?? ''
  }

  it('shows a connector with its task, its rate and its lag, until Ctrl-C with --watch', async () => {
    const url = await start(receiver.topic)
    const watching = new Psconnect(['status', '--url', url, '--watch', '--json'])
    const last = () =>
      JSON.parse(watching.lines.at(-1) ?? '{}') as { connectors?: { lag: number | null; state: string }[] }
    await until(() => last().connectors?.[0]?.lag === 0)
    watching.kill('SIGINT')
    assert.equal((await watching.ended).code, 0)
    const { code, stdout, stderr } = await psconnect(['status', '--url', url])
    assert.deepEqual([code, stderr], [0, ''])
    const [name, state, , lag, inFlight, skipped, stored] = rowOf(stdout.toString(), 'ps-sink-connector')
    assert.deepEqual([name, state, lag, inFlight, skipped], ['ps-sink-connector', 'RUNNING', '0', '0', '0'])
    assert.match(stored ?? '', /^\d+ s ago$/)
    assert.equal(rowOf(stdout.toString(), 'task 0')[1], 'RUNNING')
  })

  it('ends with 1 where a task has failed, with the reason and what starts it again', async () => {
    const url = await start('none')
    const watching = new Psconnect(['status', '--url', url, '--watch', '--json'])
    await until(() => watching.lines.at(-1)?.includes('"FAILED"') === true)
    watching.kill('SIGINT')
    assert.equal((await watching.ended).code, 1)
    const { stdout } = await psconnect(['status', '--url', url])
    const text = stdout.toString()
    assert.match(text, /^ps-sink-connector +1 of 1 FAILED /m)
    assert.match(text, /^ {4}looking up .*topics\/none failed with NOT_FOUND: /m)
    assert.match(text, /^ {2}curl -X POST '.*\/connectors\/ps-sink-connector\/restart\?/m)
    assert.doesNotMatch(text, /\.ts:\d/)
  })

  it('gives the login that the worker wants', async () => {
    const url = await start(receiver.topic, ['rest.basic.auth.file=logins.properties'])
    const without = await psconnect(['status', '--url', url])
    assert.equal(without.code, 2)
    assert.match(without.stderr, /^the worker at .* wants a login: give --user USER, .*\n$/)
    const wrong = await psconnect(['status', '--url', url, '--user', 'alice'], { PSCONNECT_PASSWORD: 'wrong' })
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /refuses this login/)
    const right = await psconnect(['status', '--url', url, '--user', 'alice'], { PSCONNECT_PASSWORD: 'secret' })
    assert.equal(right.code, 0)
  })

  it('ends with 2 where no worker answers', async () => {
    const [port] = await findFreePorts(1)
    const away = await psconnect(['status', '--url', `http://127.0.0.1:${port}`])
    assert.equal(away.code, 2)
    assert.match(
      away.stderr,
      /^the worker at http:\/\/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\): does it run.*\n$/,
    )
    const stranger = await psconnect(['status', '--url', `http://${stack.addresses.pubsub}`])
    assert.equal(stranger.code, 2)
    assert.match(stranger.stderr, /is no worker: check --url|is that a worker\?/)
    const noUrl = await psconnect(['status', '--url', 'localhost'])
    assert.match(noUrl.stderr, /--url must be an http or https URL/)
  })
})
