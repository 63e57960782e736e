import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Schema } from 'psconnect/plugin'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, record } from './sink-under-test.ts'

const text: Schema = { type: 'string', optional: true }
const structOf = (...names: readonly string[]): Schema => ({
  type: 'struct',
  optional: false,
  fields: names.map(name => ({ name, schema: text })),
})

describe('the fields of a value', () => {
  let server: PublishServer
  let host: Host
  before(async () => {
    server = await startPublishServer({ keep: true })
  })
  after(() => server.stop())
  beforeEach(() => {
    host = new Host()
  })
  /** What one record was published as; undefined when it was not. */
  const published = async (schema: Schema, value: object, settings: Partial<PubSubSinkConfig> = {}) => {
    const earlier = (await server.kept()).length
    const sink = await createSink(configFor(server.address, { 'metadata.publish': false, ...settings }), host)
    const headers = [['b', 'header']] as const
    await sink.write([{ ...record({ value: null, key: 'k', headers }), value: { schema, value } }], never)
    await sink.close()
    const message = (await server.kept())[earlier]
    return message && { data: Buffer.from(message.data).toString(), attributes: message.attributes }
  }
  const refusal = () => host.rejected[0]?.error.message ?? ''

  it('become data and attributes, and messageBodyName says which is the data', async () => {
    const value = { a: '1', body: 'x' }
    assert.deepEqual(await published(structOf('a', 'body'), value, { messageBodyName: 'body' }), {
      data: 'x',
      attributes: { key: 'k', a: '1' },
    })
  })

  it('give way to the key, the place and the headers', async () => {
    const schema = structOf('key', 'kafka.topic', 'b', 'c')
    const value = { key: '1', 'kafka.topic': '2', b: '3', c: '4' }
    const { attributes } = (await published(schema, value, { 'metadata.publish': true, 'headers.publish': true })) ?? {}
    assert.equal(attributes?.['key'], 'k')
    assert.equal(attributes?.['kafka.topic'], 'alerts')
    assert.equal(attributes?.['b'], 'header')
    assert.equal(attributes?.['c'], '4')
  })

  it('may be those of a map that is a plain object', async () => {
    const schema: Schema = { type: 'map', optional: false, items: text }
    assert.deepEqual(await published(schema, { a: '1', cps_message_body: 'x' }), {
      data: 'x',
      attributes: { key: 'k', a: '1' },
    })
  })

  it('that do not fit into attributes refuse their record, whatever is done about headers', async () => {
    assert.equal(await published(structOf('a'), { a: 'x'.repeat(1_025) }), undefined)
    assert.match(refusal(), /^it cannot be published: its attribute "a" does not fit: its value takes 1025 bytes/)
  })

  it('beyond 100 attributes refuse their record', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `f${index}`)
    const value = Object.fromEntries(names.map(name => [name, 'x']))
    assert.equal(await published(structOf(...names), value), undefined)
    assert.match(refusal(), /it has 101 attributes, Pub\/Sub takes at most 100/)
  })
})
