import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ConnectError, type Origin, type Schema, type SchemaAndValue } from 'psconnect/plugin'
import type { AvroConfig } from '../../../plugins/converter-avro/config.ts'
import avro from '../../../plugins/converter-avro/index.ts'
import { RegistryServer } from '../../clients/schema-registry/registry-server.ts'
import { TestWaiter } from '../../clients/schema-registry/waiting.ts'
import { avroConfig } from './avro-config.ts'

const int64: Schema = { type: 'int64', optional: false }
const point: Schema = { type: 'struct', optional: false, name: 'sky.point', fields: [{ name: 'id', schema: int64 }] }
const value: Origin = { topic: 'alerts', part: 'value' }
const key: Origin = { topic: 'alerts', part: 'key' }
const strategy = (name: string) => ({
  'key.subject.name.strategy': name,
  'value.subject.name.strategy': `io.confluent.kafka.serializers.subject.${name}`,
})

describe('the Avro converter writes', () => {
  let server: RegistryServer
  let waiter: TestWaiter
  beforeEach(async () => {
    waiter = new TestWaiter()
    server = await new RegistryServer().start()
    server.behaviour = ({ method, path }) =>
      method === 'POST' && path.endsWith('/versions') ? { body: { id: 12 } } : undefined
  })
  afterEach(() => server.stop())

  const create = (keys: Partial<AvroConfig> = {}) => {
    const { log, signal } = waiter
    return avro.create(avroConfig([server.url], keys), { log, signal, needs: 'all', retrying() {}, figure() {} })
  }
  const written = async (data: readonly SchemaAndValue[], origin = value, keys: Partial<AvroConfig> = {}) => {
    const converter = await create(keys)
    await converter.prepareEncode?.(data, origin, waiter.signal)
    return data.map(item => [...converter.encode(item, origin)])
  }

  it('a value with the id under which its schema is registered, once for all that share it', async () => {
    const data = [5n, 6n].map(id => ({ schema: point, value: { id } }))
    assert.deepEqual(await written(data), [
      [0, 0, 0, 0, 12, 10],
      [0, 0, 0, 0, 12, 12],
    ])
    assert.equal(server.asked.length, 1)
    const [asked] = server.asked
    assert.ok(asked)
    const { schema } = asked.body as { schema: string }
    const { type, name, namespace } = JSON.parse(schema)
    assert.deepEqual([type, namespace ? `${namespace}.${name}` : name], ['record', 'sky.point'])
  })

  const subjects: readonly (readonly [string, Partial<AvroConfig>, Origin, string])[] = [
    ['the topic and its part', {}, value, 'alerts-value'],
    ['the topic and its part, of a key', {}, key, 'alerts-key'],
    ['the name of its schema', strategy('RecordNameStrategy'), key, 'sky.point'],
    ['the topic and the name of its schema', strategy('TopicRecordNameStrategy'), value, 'alerts-sky.point'],
    ['a fixed name', { ...strategy('org.lsst.Ours'), 'subject.name': 'alert-packet' }, value, 'alert-packet'],
  ]
  for (const [what, keys, origin, subject] of subjects)
    it(`under a subject that is called by ${what}`, async () => {
      await written([{ schema: point, value: { id: 1n } }], origin, keys)
      assert.deepEqual(server.paths, [`/subjects/${subject}/versions`])
    })

  it('what was read and is as it was, as the same bytes; with another value, still with its id', async () => {
    server.add(704, { type: 'record', name: 'sky.point', fields: [{ name: 'id', type: 'long' }] })
    const converter = await create()
    const bytes = Uint8Array.of(0, 0, 0, 2, 0xc0, 10)
    const record = { topic: 'alerts', partition: 0, offset: 0n, timestamp: null, key: null, value: bytes, headers: [] }
    await converter.prepareDecode?.([record], value, waiter.signal)
    const read = converter.decode(bytes, value)
    const changed: SchemaAndValue = { schema: read.schema, value: { id: 7n } }
    await converter.prepareEncode?.([read, changed], value, waiter.signal)
    assert.equal(converter.encode(read, value), bytes)
    assert.deepEqual([...converter.encode(changed, value)], [0, 0, 0, 2, 0xc0, 14])
    assert.deepEqual(server.paths, ['/schemas/ids/704'])
  })

  it('says once under which subject a schema is registered', async () => {
    const data = [5n, 6n].map(id => ({ schema: point, value: { id } }))
    const converter = await create()
    for (const batch of [data, data]) await converter.prepareEncode?.(batch, value, waiter.signal)
    assert.deepEqual(waiter.lines, [
      'info values are written with schema 12, which is registered under the subject alerts-value unless it was there already (auto.register.schemas=true)',
    ])
  })

  it('with a schema that must be there already', async () => {
    server.answers['/subjects/alerts-value?normalize=true'] = { id: 13 }
    const keys = { 'auto.register.schemas': false, 'normalize.schemas': true }
    assert.deepEqual(await written([{ schema: int64, value: 1n }], value, keys), [[0, 0, 0, 0, 13, 2]])
    assert.deepEqual(waiter.lines, [])
  })

  it('with the newest schema of the subject', async () => {
    server.answers['/subjects/alerts-value/versions/latest'] = { id: 14, schema: '["null", "long"]' }
    const keys = { 'auto.register.schemas': false, 'use.latest.version': true }
    assert.deepEqual(await written([{ schema: int64, value: 1n }], value, keys), [[0, 0, 0, 0, 14, 2, 2]])
  })

  const refused: readonly (readonly [string, SchemaAndValue, Partial<AvroConfig>, RegExp])[] = [
    ['without a schema', { schema: null, value: 1 }, {}, /the value has no schema, which Avro needs/],
    ['that is not as its schema says', { schema: point, value: { id: 'x' } }, {}, /^schema 12: .*id/],
    ['whose schema has no name to go by', { schema: int64, value: 1n }, strategy('RecordNameStrategy'), /has no name/],
    [
      'under a strategy that is Java',
      { schema: int64, value: 1n },
      strategy('Ours'),
      /Ours is none of .*subject\.name/,
    ],
    [
      'whose schema is not registered',
      { schema: int64, value: 1n },
      { 'auto.register.schemas': false },
      /not registered under the subject alerts-value: 40403/,
    ],
  ]
  for (const [what, data, keys, reason] of refused)
    it(`no value ${what}: an error of that record`, async () => {
      await assert.rejects(written([data], value, keys), error => {
        assert.ok(ConnectError.is(error))
        assert.equal(error.code, 'RECORD_UNREADABLE')
        assert.match(error.message, reason)
        return true
      })
    })

  it('and says beforehand where it cannot', () => {
    assert.match(why('file:schemas') ?? '', /a folder, in which no schema can be registered/)
    assert.match(why(server.url, strategy('Ours')) ?? '', /Ours is none of/)
    assert.equal(why(server.url, { ...strategy('Ours'), 'subject.name': 'alert-packet' }), undefined)
    assert.equal(why(server.url), undefined)
  })
})

const why = (url: string, keys: Partial<AvroConfig> = {}) => avro.cannotEncode?.(avroConfig([url], keys))
