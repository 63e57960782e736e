import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { RegistryCatalogue } from '../../../clients/schema-registry/index.ts'
import { RegistryServer } from './registry-server.ts'
import { registryConfig } from './waiting.ts'

const { signal } = new AbortController()

describe('the catalogue of a registry', () => {
  let server: RegistryServer
  before(async () => {
    server = await new RegistryServer().start()
  })
  after(() => server.stop())
  beforeEach(() => {
    server.asked.length = 0
    server.behaviour = () => undefined
  })

  const catalogue = (urls = [server.url]) => new RegistryCatalogue(registryConfig(urls), signal)

  it('has the subjects, their versions with ids and types, and schemas with all that they refer to', async () => {
    server.answers['/subjects'] = ['a/b', 'c']
    server.answers['/subjects/a%2Fb/versions'] = [1, 3]
    server.answers['/subjects/a%2Fb/versions/1'] = { id: 7, schema: '"long"' }
    server.answers['/subjects/a%2Fb/versions/3'] = { id: 9, schema: 'message M {}', schemaType: 'PROTOBUF' }
    server.add(7, 'long', { references: [{ name: 'c', subject: 'c', version: 1 }] })
    server.answers['/subjects/c/versions/1?deleted=true'] = { schema: '"int"' }
    server.answers['/schemas/ids/7/versions'] = [{ version: 1 }]
    assert.deepEqual(await catalogue().subjects(), ['a/b', 'c'])
    assert.deepEqual(await catalogue().versions('a/b'), [
      { version: 1, id: 7, type: 'AVRO' },
      { version: 3, id: 9, type: 'PROTOBUF' },
    ])
    const schema = { id: 7, type: 'AVRO', text: '"long"', references: ['"int"'], version: 1 }
    assert.deepEqual(await catalogue().schema(7), schema)
  })

  it('asks each URL once, and says so where none answers', async () => {
    server.answers['/subjects'] = []
    assert.deepEqual(await catalogue(['http://127.0.0.1:1', server.url]).subjects(), [])
    server.behaviour = () => ({ status: 503, body: { error_code: 50301, message: 'busy' } })
    server.asked.length = 0
    const both = catalogue(['http://127.0.0.1:1', server.url]).subjects()
    await assert.rejects(both, {
      code: 'REGISTRY_FAILED',
      message: /does not answer \(.*ECONNREFUSED.*; .*: 503, busy\)/,
    })
    assert.equal(server.asked.length, 1)
  })

  it('says what the registry does not have, and what is no registry', async () => {
    await assert.rejects(catalogue().schema(8), {
      code: 'REGISTRY_FAILED',
      message: /^the schema registry does not have \/schemas\/ids\/8: 40403, Schema not found/,
    })
    server.behaviour = () => ({ body: { subjects: [] } })
    await assert.rejects(catalogue().subjects(), /what the registry answers to \/subjects is no list/)
  })
})
