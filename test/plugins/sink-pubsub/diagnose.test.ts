import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import type { DiagnosisFinding } from 'psconnect/plugin'
import { textField } from '../../../clients/pubsub/protobuf.ts'
import { config, type PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { diagnose } from '../../../plugins/sink-pubsub/diagnose.ts'
import { type GrpcAnswer, type GrpcServer, startGrpcServer } from '../../stack/grpc-server.ts'
import { TokenEndpoint } from '../../stack/token-endpoint.ts'

const defaults = Object.fromEntries(Object.entries(config).map(([key, field]) => [key, field.default]))

const settings = (keys: object): PubSubSinkConfig =>
  ({ ...defaults, 'cps.project': 'p', 'cps.topic': 't', ...keys }) as unknown as PubSubSinkConfig

const lookAtCredentials = async (json: string): Promise<DiagnosisFinding | undefined> => {
  const { steps } = diagnose(settings({ 'gcp.credentials.json': json }))
  return steps.find(({ name }) => name === 'credentials')?.run(new AbortController().signal)
}

describe('the diagnosis of the sink pubsub', () => {
  let server: GrpcServer | undefined
  afterEach(() => server?.stop())

  /** What a step finds where the server answers so. */
  const find = async (step: string, answers: Readonly<Record<string, GrpcAnswer>>): Promise<DiagnosisFinding> => {
    server = await startGrpcServer(path => answers[path.split('/').at(-1) ?? ''] ?? { status: 12 })
    const diagnosis = diagnose(settings({ 'cps.endpoint': server.address, 'cps.useEmulator': true }))
    const found = diagnosis.steps.find(({ name }) => name === step)
    assert.ok(found)
    return found.run(new AbortController().signal)
  }

  it('names the server, and asks for TLS unless it is an emulator', () => {
    assert.deepEqual(diagnose(settings({})).endpoints, [{ host: 'pubsub.googleapis.com', port: 443, tls: {} }])
    const emulator = settings({ 'cps.endpoint': '[::1]:8085', 'cps.useEmulator': true })
    assert.deepEqual(diagnose(emulator).endpoints, [{ host: '::1', port: 8085, tls: null }])
  })

  it('cannot tell of a topic that the account may not look up, which publishing does not need', async () => {
    const { outcome, text } = await find('topic', { GetTopic: { status: 7 } })
    assert.equal(outcome, 'unknown')
    assert.match(text, /may not look projects\/p\/topics\/t up/)
  })

  it('says that the account may publish, or which role it lacks', async () => {
    const granted = { status: 0, body: textField(1, 'pubsub.topics.publish') }
    assert.equal((await find('permission', { TestIamPermissions: granted })).outcome, 'ok')
    server?.stop()
    const lacking = await find('permission', { TestIamPermissions: { status: 0 } })
    assert.equal(lacking.outcome, 'failed')
    assert.match(lacking.remedy ?? '', /roles\/pubsub\.publisher/)
  })

  it('says whose the credentials are, and asks Google for a token', async () => {
    const google = await new TokenEndpoint().start()
    const found = await lookAtCredentials(google.credentials())
    assert.deepEqual(found, {
      outcome: 'ok',
      text: 'the service account someone@p.iam.gserviceaccount.com; Google gives a token for them',
    })
    google.behaviour = { status: 400, body: { error: 'invalid_grant', error_description: 'account not found' } }
    await assert.rejects(lookAtCredentials(google.credentials()), /invalid_grant|account not found/)
    google.stop()
  })

  it('fails at what a worker would fail at, with the same words', async () => {
    await assert.rejects(
      find('topic', { GetTopic: { status: 16 } }),
      /looking up projects\/p\/topics\/t failed with UNAUTHENTICATED/,
    )
  })
})
