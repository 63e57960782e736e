import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openRegistry, type RegistryConfig, registryProblems } from '../../../clients/schema-registry/index.ts'
import { RegistryServer } from './registry-server.ts'
import { registryConfig, TestWaiter } from './waiting.ts'

type Keys = Partial<RegistryConfig>

const jaas = 'org.apache.kafka.common.security.scram.ScramLoginModule required username="me" password="s3:cret";'

describe('a login at a schema registry', () => {
  let server: RegistryServer
  beforeEach(async () => {
    server = await new RegistryServer().start()
    server.add(1, 'long')
  })
  afterEach(() => server.stop())

  const sent = async (url: string, keys: Keys = {}) => {
    const config = registryConfig([url], keys)
    assert.deepEqual(registryProblems(config), [])
    await openRegistry(config).schema(1, new TestWaiter())
    const [header = ''] = new Set(server.asked.map(({ authorization }) => authorization))
    return header.startsWith('Basic ') ? Buffer.from(header.slice(6), 'base64').toString() : header
  }

  it('is sent as USER_INFO says, whether that is said or not', async () => {
    const login = { 'basic.auth.user.info': 'me:s3:cret' }
    assert.equal(await sent(server.url, { ...login, 'basic.auth.credentials.source': 'USER_INFO' }), 'me:s3:cret')
    assert.equal(await sent(server.url, login), 'me:s3:cret')
  })

  it('is sent as it stands in the URL', async () => {
    assert.equal(await sent(server.url.replace('//', '//me:s3%2Fcret%40@')), 'me:s3/cret@')
  })

  it('is that of a Kafka login with SASL_INHERIT', async () => {
    const keys = { 'basic.auth.credentials.source': 'SASL_INHERIT', 'sasl.jaas.config': jaas }
    assert.equal(await sent(server.url, keys), 'me:s3:cret')
  })

  it('may be a token', async () => {
    assert.equal(await sent(server.url, { 'bearer.auth.token': 't0ken' }), 'Bearer t0ken')
  })

  it('is none where none is given', async () => {
    assert.equal(await sent(server.url), '')
  })

  it('is shown nowhere, whatever goes wrong', async () => {
    const waiter = new TestWaiter()
    const url = server.url.replace('//', '//me:s3cret@')
    const answers = [{ status: 500 }, { status: 401, body: { message: 'no' } }]
    server.behaviour = () => answers.shift()
    const message = await openRegistry(registryConfig([url]))
      .schema(1, waiter)
      .then(
        () => 'nothing went wrong',
        error => String(error),
      )
    assert.match(message, /refuses the login: 401, no/)
    assert.match(waiter.lines.join(), /500/)
    assert.doesNotMatch([message, ...waiter.lines, ...waiter.reasons].join(), /me:|s3cret/)
  })

  describe('where the registry redirects', () => {
    let other: RegistryServer
    const login = { 'basic.auth.user.info': 'me:secret' }
    beforeEach(async () => {
      other = await new RegistryServer().start()
      other.add(1, 'int')
    })
    afterEach(() => other.stop())
    it('goes with it on the same server', async () => {
      server.answers['/there'] = { schema: '"there"' }
      redirect(server, '/there')
      const schema = await openRegistry(registryConfig([server.url], login)).schema(1, new TestWaiter())
      assert.equal(schema.text, '"there"')
      assert.equal(new Set(server.asked.map(({ authorization }) => authorization)).size, 1)
    })

    it('goes to no other server: the task fails, and it is said why', async () => {
      redirect(server, `${other.url}/schemas/ids/1`)
      const asked = openRegistry(registryConfig([server.url], login)).schema(1, new TestWaiter())
      await assert.rejects(asked, {
        code: 'REGISTRY_FAILED',
        message: new RegExp(`redirects to ${other.url}, where the login`),
      })
      assert.deepEqual(other.asked, [])
    })

    it('is not missed where there is none', async () => {
      redirect(server, `${other.url}/schemas/ids/1`)
      const schema = await openRegistry(registryConfig([server.url])).schema(1, new TestWaiter())
      assert.equal(schema.text, '"int"')
    })

    it('in a circle, the task fails', async () => {
      redirect(server, '/schemas/ids/1')
      const asked = openRegistry(registryConfig([server.url])).schema(1, new TestWaiter())
      await assert.rejects(asked, { code: 'REGISTRY_FAILED', message: /redirects more than 5 times/ })
    })
  })
})

function redirect(server: RegistryServer, location: string): void {
  server.behaviour = ({ path }) => (path === '/schemas/ids/1' ? { status: 307, headers: { location } } : undefined)
}
