import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { makeServerCertificate, noOpenssl } from '../stack/server-certificate.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { TokenEndpoint } from '../stack/token-endpoint.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

/** No emulator here: a server over TLS that wants a token, and an endpoint that gives it. */
describe('credentials', { skip: cannotStart(['kafka']) || noOpenssl }, () => {
  let stack: JoinedStack<'kafka'>
  let tls: Awaited<ReturnType<typeof makeServerCertificate>>
  let server: PublishServer
  let tokens: TokenEndpoint
  let alerts: AlertsTopic
  let worker: ConnectWorker
  before(async () => {
    stack = await joinStack(['kafka'])
    tls = await makeServerCertificate()
  })
  beforeEach(async () => {
    server = await startPublishServer({ tls })
    tokens = await new TokenEndpoint().start()
    alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 2)
    await alerts.produce(50)
  })
  afterEach(async () => {
    worker.kill('SIGKILL')
    tokens.stop()
    await server.stop()
  })
  after(async () => {
    await tls?.remove()
    await stack?.leave()
  })

  const start = async () => {
    const job = { topic: alerts.topic, group: uniqueName('group'), kafka: stack.addresses.kafka }
    const connector = [`cps.endpoint=${server.address}`, 'gcp.credentials.file.path=key.json']
    worker = await ConnectWorker.start({
      files: jobFiles({ ...job, connector }),
      others: [['key.json', tokens.credentials()]],
      env: { NODE_EXTRA_CA_CERTS: tls.cert, PUBSUB_EMULATOR_HOST: '' },
    })
    return worker
  }

  it('open the way over TLS, with the token that the endpoint gave', async () => {
    const working = await start()
    await alerts.arrived(server)
    assert.equal(await working.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
    assert.deepEqual(await server.authorizations(), ['Bearer token-1'])
  })

  it('that are refused fail the task within seconds, with the reason', async () => {
    tokens.behaviour = { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } }
    const failing = await start()
    const { message } = await failing.says(/task has failed/, { withinMs: 10_000 })
    assert.match(message, /invalid_grant.*Invalid JWT Signature/)
    assert.equal(await failing.stop(), 0)
    assert.match(String(failing.status?.['state']), /FAILED: .*invalid_grant/)
    assert.equal((await server.totals()).messages, 0)
  })

  it('from an endpoint that does not answer: that is said within seconds, and tried until it does', async () => {
    tokens.behaviour = 'silence'
    const waiting = await start()
    await waiting.says(/token/, { withinMs: 15_000 })
    tokens.behaviour = undefined
    await alerts.arrived(server)
    assert.equal(await waiting.stop(), 0)
    assert.deepEqual(await alerts.wrong(server), [])
  })
})
