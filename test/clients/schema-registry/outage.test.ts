import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openRegistry, type SchemaRegistry } from '../../../clients/schema-registry/index.ts'
import { type Behaviour, RegistryServer } from './registry-server.ts'
import { registryConfig, TestWaiter, until } from './waiting.ts'

describe('a schema registry that does not answer', () => {
  let server: RegistryServer
  let waiter: TestWaiter
  let registry: SchemaRegistry
  beforeEach(async () => {
    server = await new RegistryServer().start()
    server.add(1, 'long')
    waiter = new TestWaiter()
    registry = openRegistry(registryConfig([server.url], { 'http.read.timeout.ms': 100 }))
  })
  afterEach(() => server.stop())

  /** So often, then as it should. */
  const misbehave = (behaviour: Behaviour, times: number) => {
    server.behaviour = () => (times-- > 0 ? behaviour : undefined)
  }

  const passing: readonly (readonly [string, Behaviour, RegExp])[] = [
    ['cuts the connection', 'reset', /socket hang up|ECONNRESET/],
    ['does not answer in time', 'silence', /no complete answer within 100 ms/],
    ['is overloaded', { status: 429 }, /429/],
    ['gave up itself', { status: 408 }, /408/],
    ['is being started', { status: 503, body: { error_code: 50301, message: 'no leader' } }, /503, no leader/],
    ['fails', { status: 500, body: '<html>' }, /500/],
  ]
  for (const [what, behaviour, reason] of passing)
    it(`is asked again until it does, where it ${what}: one line when that begins, one when it is over`, async () => {
      misbehave(behaviour, 3)
      assert.equal((await registry.schema(1, waiter)).text, '"long"')
      const [first = '', second = ''] = waiter.lines
      assert.equal(waiter.lines.length, 2, waiter.lines.join('\n'))
      assert.match(first, new RegExp(`^warn .*${server.url}: .*`))
      assert.match(first, reason)
      assert.match(second, /^info the schema registry answers again/)
    })

  it('is the reason that is shown until it is over, to all who wait', async () => {
    const other = new TestWaiter()
    misbehave({ status: 503 }, 2)
    await Promise.all([registry.schema(1, waiter), registry.schema(1, other)])
    for (const { reasons } of [waiter, other]) {
      assert.match(reasons[0] ?? '', /the schema registry does not answer.*503/)
      assert.equal(reasons.at(-1), null)
    }
    assert.equal(other.lines.length + waiter.lines.length, 2)
  })

  it('is shown as the reason to who comes later too, and no more to who leaves', async () => {
    misbehave({ status: 503 }, Number.POSITIVE_INFINITY)
    const first = registry.schema(1, waiter)
    await until(() => waiter.reasons.length > 0)
    const later = new TestWaiter()
    const second = registry.schema(2, later)
    await until(() => later.reasons.length > 0)
    waiter.giveUp()
    later.giveUp()
    await assert.rejects(first, /gave up/)
    await assert.rejects(second, /gave up/)
    assert.equal(waiter.reasons.at(-1), null)
    assert.equal(later.reasons.at(-1), null)
  })

  it('is left alone for as long as it asks', async () => {
    misbehave({ status: 429, headers: { 'retry-after': '60' } }, 1)
    const asked = registry.schema(1, waiter)
    await until(() => waiter.lines.length > 0)
    // Several times what it would be left alone otherwise.
    await new Promise(resolve => setTimeout(resolve, 700))
    assert.equal(server.asked.length, 1)
    waiter.giveUp()
    await assert.rejects(asked, /gave up/)
  })

  it('may come up after it was asked', async () => {
    const { port } = server
    await server.stop()
    const asked = registry.schema(1, waiter)
    await until(() => waiter.lines.length > 0)
    assert.match(waiter.lines[0] ?? '', /ECONNREFUSED/)
    const started = await new RegistryServer().start(port)
    started.add(1, 'int')
    assert.equal((await asked).text, '"int"')
    await started.stop()
  })

  describe('at one of several URLs', () => {
    let second: RegistryServer
    beforeEach(async () => {
      second = await new RegistryServer().start()
      second.add(1, 'long')
      second.add(2, 'int')
      registry = openRegistry(registryConfig([server.url, second.url]))
    })
    afterEach(() => second.stop())

    it('is replaced by the next at once, which is asked first from then on', async () => {
      server.behaviour = () => ({ status: 500 })
      await registry.schema(1, waiter)
      await registry.schema(2, waiter)
      assert.deepEqual(server.paths, ['/schemas/ids/1'])
      assert.deepEqual(second.paths, ['/schemas/ids/1', '/schemas/ids/2'])
      assert.deepEqual(waiter.reasons, [])
      assert.equal(waiter.lines.length, 1)
      assert.match(waiter.lines[0] ?? '', new RegExp(`^warn .*${second.url} answers instead.*${server.url}: 500`))
    })

    it('names all of them where none answers', async () => {
      server.behaviour = () => ({ status: 500 })
      let failures = 2
      second.behaviour = () => (failures-- > 0 ? 'reset' : undefined)
      await registry.schema(1, waiter)
      assert.match(waiter.lines[0] ?? '', new RegExp(`${server.url}: 500; ${second.url}: `))
    })
  })
})
