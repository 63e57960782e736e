import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Credentials, TokenError, TokenSource } from '@psconnect/client-pubsub'
import { TokenEndpoint } from '../../stack/token-endpoint.ts'

const failsWith = (refused: boolean, message: RegExp) => (error: unknown) =>
  error instanceof TokenError && error.refused === refused && message.test(error.message)

describe('a token source', () => {
  let endpoint: TokenEndpoint
  let source: TokenSource
  beforeEach(async () => {
    endpoint = await new TokenEndpoint().start()
  })
  afterEach(() => {
    source.close()
    endpoint.stop()
  })
  const open = (credentials: Partial<Credentials> = { json: endpoint.credentials() }) => {
    source = new TokenSource({ project: 'p', ...credentials })
    return source
  }

  it('gives a header and when it expires, and asks once for many', async () => {
    open()
    const tokens = await Promise.all([source.get(), source.get(), source.get()])
    for (const { authorization } of tokens) assert.equal(authorization, 'Bearer token-1')
    assert.ok((tokens[0]?.expiresAt ?? 0) > Date.now() + 3_000_000)
    assert.equal((await source.get()).authorization, 'Bearer token-1')
    assert.equal(endpoint.requests, 1)
  })

  it('reads the credentials from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'psconnect-'))
    const file = join(folder, 'key')
    await writeFile(file, endpoint.credentials())
    assert.equal((await open({ file }).get()).authorization, 'Bearer token-1')
    await rm(folder, { recursive: true })
  })

  it('reads them from where GOOGLE_APPLICATION_CREDENTIALS says, where the configuration names none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'psconnect-'))
    await writeFile(join(folder, 'key'), endpoint.credentials())
    process.env['GOOGLE_APPLICATION_CREDENTIALS'] = join(folder, 'key')
    assert.equal((await open({}).get()).authorization, 'Bearer token-1')
    delete process.env['GOOGLE_APPLICATION_CREDENTIALS']
    await rm(folder, { recursive: true })
  })

  it('never gives a refused token again', async () => {
    open()
    const { authorization } = await source.get()
    assert.equal((await source.get(authorization)).authorization, 'Bearer token-2')
    assert.equal((await source.get(authorization)).authorization, 'Bearer token-2')
  })

  it('renews a token that soon expires, and nobody waits for that', async () => {
    open()
    endpoint.lifetimeSeconds = 60
    await source.get()
    endpoint.behaviour = 'silence'
    assert.equal((await source.get()).authorization, 'Bearer token-1')
  })

  it('says within seconds that the endpoint does not answer, and that it may later', async () => {
    open()
    endpoint.behaviour = 'silence'
    await assert.rejects(source.get(), failsWith(false, /no answer within 5 s/))
    endpoint.behaviour = undefined
    assert.match((await source.get()).authorization, /^Bearer token-/)
  })

  it('ends at once when it is closed', async () => {
    open()
    endpoint.behaviour = 'silence'
    const token = source.get()
    source.close()
    await assert.rejects(token, failsWith(false, /closed/))
  })

  for (const status of [429, 500, 503]) {
    it(`may get a token later when the endpoint answers ${status}`, async () => {
      endpoint.behaviour = { status, body: {} }
      await assert.rejects(open().get(), failsWith(false, /./))
    })
  }

  it('may get a token later when nothing answers there', async () => {
    open()
    endpoint.stop()
    await assert.rejects(source.get(), failsWith(false, /ECONNREFUSED/))
  })

  it('gets none when the endpoint refuses the credentials', async () => {
    endpoint.behaviour = { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } }
    await assert.rejects(open().get(), failsWith(true, /invalid_grant: Invalid JWT Signature/))
    for (const status of [401, 403]) {
      endpoint.behaviour = { status, body: {} }
      await assert.rejects(source.get(), failsWith(true, /./))
    }
  })

  const unusable: readonly [what: string, credentials: Partial<Credentials>, message: RegExp][] = [
    ['a file that is not there', { file: '/nowhere/key.json' }, /ENOENT.*\/nowhere\/key\.json/],
    [
      'text that is not JSON, without showing it',
      { json: '{"private_key": "secret' },
      /^the credentials are not JSON$/,
    ],
    ['a type it does not know', { json: '{"type":"magic"}' }, /type magic/],
    ['a service account without a key', { json: '{"type":"service_account","client_email":"a"}' }, /private_key/],
  ]
  for (const [what, credentials, message] of unusable) {
    it(`gets none from ${what}`, async () => {
      await assert.rejects(open(credentials).get(), failsWith(true, message))
    })
  }

  it('gets none from a key that cannot sign', async () => {
    await assert.rejects(open({ json: endpoint.credentials('no key') }).get(), failsWith(true, /./))
    assert.equal(endpoint.requests, 0)
  })
})
