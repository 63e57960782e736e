import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ConnectError } from 'psconnect/plugin'
import { openRegistry, type SchemaRegistry } from '../../../clients/schema-registry/index.ts'
import { RegistryServer } from './registry-server.ts'
import { registryConfig, TestWaiter, until } from './waiting.ts'

describe('a schema registry', () => {
  let server: RegistryServer
  let waiter: TestWaiter
  let registry: SchemaRegistry
  beforeEach(async () => {
    server = await new RegistryServer().start()
    waiter = new TestWaiter()
    registry = openRegistry(registryConfig([server.url]))
  })
  afterEach(() => server.stop())

  it('is asked for a schema by its id alone', async () => {
    server.add(704, 'long')
    assert.deepEqual(await registry.schema(704, waiter), { id: 704, type: 'AVRO', text: '"long"', references: [] })
    assert.deepEqual(server.paths, ['/schemas/ids/704'])
    assert.deepEqual(waiter.lines, [])
  })

  it('is asked once for each id, however many wait for it, and never again', async () => {
    server.add(1, 'long')
    server.add(2, 'int')
    const others = [new TestWaiter(), new TestWaiter()]
    const same = openRegistry(registryConfig([server.url]))
    await Promise.all([
      registry.schema(1, waiter),
      registry.schema(1, waiter),
      ...others.map(other => same.schema(1, other)),
    ])
    await same.schema(1, waiter)
    await registry.schema(2, waiter)
    assert.deepEqual(server.paths, ['/schemas/ids/1', '/schemas/ids/2'])
  })

  it('gives what a schema refers to, each once, in an order in which none refers to a later one', async () => {
    server.add(7, 'top', refer('a/1', 'b'))
    server.answers['/subjects/a%2F1/versions/3?deleted=true'] = { schema: '"a"', ...refer('base') }
    server.answers['/subjects/b/versions/3?deleted=true'] = { schema: '"b"', ...refer('base', 'a/1') }
    server.answers['/subjects/base/versions/3?deleted=true'] = { schema: '"base"', references: null }
    const { text, references } = await registry.schema(7, waiter)
    assert.equal(text, '"top"')
    assert.deepEqual(references, ['"base"', '"a"', '"b"'])
    assert.equal(server.paths.length, 4)
  })

  it('may not know what a schema refers to: an error of the records that names it', async () => {
    server.add(7, 'top', { references: [{ name: 'a', subject: 'gone', version: 3 }] })
    server.behaviour = ({ path }) =>
      path.startsWith('/subjects') ? { status: 404, body: { error_code: 40401, message: 'no gone' } } : undefined
    await assert.rejects(registry.schema(7, waiter), refused('RECORD_UNREADABLE', /schema 7 refers to .*gone.*3/))
  })

  it('says the version where all subjects of the schema have the same', async () => {
    server.add(1, 'long')
    server.answers['/schemas/ids/1/versions'] = [{ subject: 'alert-packet', version: 12 }]
    server.add(2, 'long')
    server.answers['/schemas/ids/2/versions'] = [{ version: 1 }, { version: 2 }]
    assert.equal((await registry.schema(1, waiter)).version, 12)
    assert.equal((await registry.schema(2, waiter)).version, undefined)
  })

  it('may keep the version to itself, and even never answer', async () => {
    server.add(1, 'long')
    server.behaviour = ({ path }) => (path.endsWith('/versions') ? 'silence' : undefined)
    assert.equal((await registry.schema(1, waiter)).text, '"long"')
    assert.deepEqual(waiter.reasons, [])
  })

  it('that knows no schema of an id is asked a few times; then it is an error of the records, naming the id', async () => {
    await assert.rejects(registry.schema(99, waiter), refused('RECORD_UNREADABLE', /no schema 99.*40403/))
    assert.equal(server.paths.length, 4)
  })

  it('may hear of a schema a little late', async () => {
    server.behaviour = () => {
      server.add(99, 'long')
      server.behaviour = () => undefined
      return { status: 404, body: { error_code: 40403, message: 'not yet' } }
    }
    assert.equal((await registry.schema(99, waiter)).text, '"long"')
  })

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['a 404 that is not the registry’s own', { status: 404, body: 'Not Found' }, /schemas\/ids\/1 answers 404.*url is/],
    [
      'a 404 with that number as its error code',
      { status: 404, body: { error_code: 404, message: 'HTTP 404' } },
      /HTTP 404/,
    ],
    ['a 404 with an error code of 0', { status: 404, body: { error_code: 0, message: 'no resource' } }, /no resource/],
    ['a page instead of JSON', { body: '<html>Welcome' }, /something else than JSON \("<html>Welcome"…\)/],
    ['JSON without a schema', { body: { hello: 1 } }, /holds no schema/],
    ['JSON that is no object', { body: 'null' }, /holds no schema/],
    ['references in another form', { body: { schema: '"long"', references: [null] } }, /holds no schema/],
    [
      'a login that is not let in',
      { status: 401, body: { message: 'Unauthorized' } },
      /refuses the login: 401, Unauth/,
    ],
    ['a login without permission', { status: 403, body: '' }, /refuses the login: 403$/],
    ['a request that is refused', { status: 400, body: { error_code: 400, message: 'Bad' } }, /answers 400, Bad/],
    ['a redirect to nowhere', { status: 302 }, /answers 302 without a URL/],
    ['more than a schema can be', { body: ' '.repeat(17 * 2 ** 20) }, /answers with more than \d+ bytes/],
  ]
  for (const [what, answer, reason] of wrong)
    it(`fails the task, whatever is tolerated, for ${what}`, async () => {
      server.behaviour = () => answer
      await assert.rejects(registry.schema(1, waiter), error => {
        assert.ok(refused('REGISTRY_FAILED', reason)(error))
        assert.equal((error as ConnectError).scope, 'task')
        return true
      })
      assert.equal(server.asked.length, 1)
    })

  it('says of what type a schema is', async () => {
    server.add(1, 'syntax', { schemaType: 'PROTOBUF' })
    assert.equal((await registry.schema(1, waiter)).type, 'PROTOBUF')
  })

  it('is asked for eight schemas at a time at most', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => index + 1)
    for (const id of ids) server.add(id, 'long')
    server.delayMs = 5
    await Promise.all(ids.map(id => registry.schema(id, waiter)))
    assert.equal(server.mostUnderWay, 8)
  })

  it('is left alone when nobody waits any more, but not before', async () => {
    server.add(1, 'long')
    server.behaviour = () => 'silence'
    const other = new TestWaiter()
    const first = registry.schema(1, waiter)
    const second = registry.schema(1, other)
    await until(() => server.asked.length === 1)
    waiter.giveUp()
    await assert.rejects(first, /gave up/)
    other.giveUp()
    await assert.rejects(second, /gave up/)
    server.behaviour = () => undefined
    assert.equal((await registry.schema(1, new TestWaiter())).text, '"long"')
    assert.equal(server.paths.length, 2)
  })
})

const refused = (code: string, reason: RegExp) => (error: unknown) => {
  assert.ok(ConnectError.is(error), String(error))
  assert.equal(error.code, code)
  assert.match(error.message, reason)
  return true
}

const refer = (...subjects: string[]) => ({
  references: subjects.map(subject => ({ name: subject, subject, version: 3 })),
})
