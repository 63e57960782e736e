import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, beforeEach, it } from 'node:test'
import { bearerToken, forgetToken, type TokenRequest } from '../../../clients/kafka/bearer-token.ts'
import { failureOf } from '../../../clients/kafka/errors.ts'

interface Answer {
  readonly status: number
  readonly body: string
}

const asked: { authorization: string | undefined; body: string }[] = []
let answer: Answer | 'silence'
const grants = (token: string, expires_in?: number): Answer => ({
  status: 200,
  body: JSON.stringify({ access_token: token, ...(expires_in !== undefined && { expires_in }) }),
})

const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { authorization } = request.headers
  asked.push({ authorization, body: await text(request) })
  if (answer !== 'silence') response.writeHead(answer.status, { location: '/elsewhere' }).end(answer.body)
}
const server = createServer((request, response) => void respond(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
after(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(() => {
  asked.length = 0
})

let clients = 0
const newClient = (change: Partial<TokenRequest> = {}): TokenRequest => ({
  endpoint: url,
  clientId: `client-${clients++}`,
  clientSecret: 'the-secret',
  scope: undefined,
  timeoutMs: 5_000,
  ...change,
})
const failure = async (client: TokenRequest) => {
  const error: unknown = await bearerToken(client).then(
    () => assert.fail('a token was given'),
    (reason: unknown) => reason,
  )
  const { message, fatal } = failureOf(error)
  assert.doesNotMatch(message, /the-secret/)
  return { message, fatal }
}

it('asks with the client’s credentials and scope', async () => {
  answer = grants('one', 3600)
  assert.equal(await bearerToken(newClient({ clientId: 'me', scope: 'a b' })), 'one')
  const authorization = `Basic ${Buffer.from('me:the-secret').toString('base64')}`
  assert.deepEqual(asked, [{ authorization, body: 'grant_type=client_credentials&scope=a+b' }])
})

it('asks once for all connections, also at the same time, and for each client by itself', async () => {
  answer = grants('one', 3600)
  const client = newClient()
  assert.deepEqual(await Promise.all([bearerToken(client), bearerToken({ ...client })]), ['one', 'one'])
  assert.equal(await bearerToken(client), 'one')
  assert.equal(asked.length, 1)
  await bearerToken(newClient())
  assert.equal(asked.length, 2)
})

const lives: readonly [string, number | undefined, string, boolean][] = [
  ['that says nothing of its life', undefined, 'opaque', false],
  ['whose life is all but over', 1e-6, 'opaque', false],
  ['that itself says when it expires', undefined, jwt({ exp: Date.now() / 1000 + 3600 }), true],
  ['that itself says that it has expired', undefined, jwt({ exp: 1 }), false],
]
for (const [what, life, token, kept] of lives)
  it(`${kept ? 'keeps' : 'does not keep'} a token ${what}`, async () => {
    answer = grants(token, life)
    const client = newClient()
    await bearerToken(client)
    answer = grants('next', 3600)
    assert.equal(await bearerToken(client), kept ? token : 'next')
  })

it('asks for another token where the brokers did not take one', async () => {
  answer = grants('one', 3600)
  const client = newClient()
  await bearerToken(client)
  forgetToken(client)
  answer = grants('two', 3600)
  assert.equal(await bearerToken(client), 'two')
})

it('renews a token before it expires, and uses the old one while the endpoint has none', async t => {
  const now = t.mock.method(performance, 'now')
  now.mock.mockImplementation(() => 0)
  answer = grants('one', 1000)
  const client = newClient()
  await bearerToken(client)
  now.mock.mockImplementation(() => 799_000)
  answer = { status: 503, body: '' }
  assert.equal(await bearerToken(client), 'one')
  assert.equal(asked.length, 1)
  now.mock.mockImplementation(() => 999_000)
  assert.equal(await bearerToken(client), 'one')
  assert.equal(asked.length, 2)
  answer = grants('two', 1000)
  assert.equal(await bearerToken(client), 'two')
  now.mock.mockImplementation(() => 2_000_000)
  answer = { status: 503, body: '' }
  assert.match((await failure(client)).message, /has no token now/)
})

const denial = JSON.stringify({ error: 'invalid_client', error_description: 'unknown client' })
const failures: readonly [string, Answer, RegExp, boolean][] = [
  [
    'refused credentials',
    { status: 401, body: denial },
    /refused the client credentials: 401, invalid_client, unk/,
    true,
  ],
  ['a wrong path', { status: 404, body: '<html>' }, /refused the client credentials: 404$/, true],
  ['being sent elsewhere', { status: 302, body: '' }, /refused the client credentials: 302$/, true],
  ['an endpoint that is down', { status: 503, body: 'busy' }, /has no token now: 503$/, false],
  ['an endpoint that asks for patience', { status: 429, body: '{}' }, /has no token now: 429$/, false],
  ['an answer without a token', { status: 200, body: 'null' }, /answers without an access_token/, false],
]
for (const [what, response, reason, fatal] of failures)
  it(`says what ended in ${what}, which is ${fatal ? 'for good' : 'tried again'}`, async () => {
    answer = response
    const met = await failure(newClient())
    assert.match(met.message, reason)
    assert.equal(met.fatal, fatal)
    assert.equal(asked.length, 1)
  })

it('says that the scope may be what is refused', async () => {
  answer = { status: 400, body: JSON.stringify({ error: 'invalid_scope' }) }
  assert.match((await failure(newClient({ scope: 'all' }))).message, /or their scope all: 400, invalid_scope/)
})

it('gives up on an endpoint that is silent or not there, for now', async () => {
  answer = 'silence'
  const silent = await failure(newClient({ timeoutMs: 50 }))
  assert.deepEqual([silent.fatal, /does not answer: .*timeout/.test(silent.message)], [false, true])
  const absent = await failure(newClient({ endpoint: 'http://127.0.0.1:1/token' }))
  assert.equal(absent.fatal, false)
  assert.match(absent.message, /the token endpoint http:\/\/127\.0\.0\.1:1\/token does not answer: /)
})

function jwt(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
}
