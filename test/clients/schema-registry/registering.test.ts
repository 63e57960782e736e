import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openRegistry, type Registration, type SchemaRegistry } from '../../../clients/schema-registry/index.ts'
import { RegistryServer } from './registry-server.ts'
import { registryConfig, TestWaiter } from './waiting.ts'

describe('for writing, a schema registry', () => {
  let server: RegistryServer
  let registry: SchemaRegistry
  const waiter = new TestWaiter()
  beforeEach(async () => {
    server = await new RegistryServer().start()
    registry = openRegistry(registryConfig([server.url]))
  })
  afterEach(() => server.stop())

  const registration = { subject: 'alert/packet', text: '"long"', register: true, normalize: false }
  const idOf = (keys: Partial<Registration>) => registry.idOf({ ...registration, ...keys }, waiter)

  it('registers a schema', async () => {
    server.answers['/subjects/alert%2Fpacket/versions'] = { id: 12 }
    assert.equal(await idOf({}), 12)
    assert.deepEqual(server.asked, [
      {
        method: 'POST',
        path: '/subjects/alert%2Fpacket/versions',
        authorization: undefined,
        body: { schema: '"long"' },
      },
    ])
  })

  it('looks one up that must be there', async () => {
    server.answers['/subjects/alert%2Fpacket?normalize=true'] = { subject: 'x', version: 1, id: 13, schema: '"long"' }
    assert.equal(await idOf({ register: false, normalize: true }), 13)
  })

  it('gives the newest one of a subject', async () => {
    server.answers['/subjects/a/versions/latest'] = { subject: 'a', version: 4, id: 14, schema: '"int"' }
    assert.deepEqual(await registry.latest('a', waiter), { id: 14, type: 'AVRO', text: '"int"', references: [] })
  })

  it('is waited for like for reading', async () => {
    server.answers['/subjects/alert%2Fpacket/versions'] = { id: 12 }
    let failures = 2
    server.behaviour = () => (failures-- > 0 ? { status: 503 } : undefined)
    assert.equal(await idOf({}), 12)
  })

  it('may refuse: an error of the records that were to be written', async () => {
    await assert.rejects(idOf({ register: false }), {
      code: 'RECORD_UNREADABLE',
      message: /not registered under the subject alert\/packet: 40403/,
    })
    await assert.rejects(registry.latest('a', waiter), {
      code: 'RECORD_UNREADABLE',
      message: /nothing under the subject a: 40403/,
    })
    server.behaviour = () => ({ status: 409, body: { error_code: 409, message: 'incompatible' } })
    await assert.rejects(idOf({}), {
      code: 'RECORD_UNREADABLE',
      message: /cannot be registered under the subject alert\/packet: 409, incompatible/,
    })
  })

  it('that answers without an id is none: the task fails', async () => {
    server.behaviour = () => ({ body: { hello: 1 } })
    await assert.rejects(idOf({}), { code: 'REGISTRY_FAILED', message: /holds no id/ })
  })

  it('redirects with the method kept, or not at all', async () => {
    server.answers['/there'] = { id: 15 }
    server.behaviour = ({ path }) => (path === '/there' ? undefined : { status: 308, headers: { location: '/there' } })
    assert.equal(await idOf({}), 15)
    assert.equal(server.asked.at(-1)?.method, 'POST')
    server.behaviour = () => ({ status: 302, headers: { location: '/there' } })
    await assert.rejects(idOf({}), { code: 'REGISTRY_FAILED', message: /redirects what should be registered \(302\)/ })
  })
})
