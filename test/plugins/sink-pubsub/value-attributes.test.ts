import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { logicalNames, type Schema, type SchemaAndValue } from 'psconnect/plugin'
import { validate } from '../../../plugins/sink-pubsub/config.ts'
import { messageConfig } from '../../../plugins/sink-pubsub/message-config.ts'
import { encodedValue } from './encoded-values.ts'
import { Receiver, withValue } from './published.ts'
import { configFor, record } from './sink-under-test.ts'

const optional = (type: Schema['type'], name?: string): Schema => ({ type, optional: true, ...(name && { name }) })
const source: Schema = {
  type: 'struct',
  optional: true,
  name: 'night.source',
  fields: [
    { name: 'diaObjectId', schema: optional('int64') },
    { name: 'ra', schema: optional('float64') },
    { name: 'snr', schema: optional('float32') },
    { name: 'band', schema: optional('string') },
    { name: 'flag', schema: optional('boolean') },
    { name: 'at', schema: optional('int64', logicalNames.timestamp) },
    { name: 'bytes', schema: optional('bytes') },
    { name: 'list', schema: { type: 'array', optional: true, items: optional('int32') } },
    { name: 'map', schema: { type: 'map', optional: true, items: optional('int32') } },
  ],
}
const schema: Schema = {
  type: 'struct',
  optional: false,
  name: 'night.alert',
  version: 7,
  fields: [
    { name: 'alertId', schema: { type: 'int64', optional: false } },
    { name: 'diaSource', schema: source },
  ],
}
const alert = (diaSource: object | null): SchemaAndValue => ({ schema, value: { alertId: 9n, diaSource } })

describe('attributes from fields', () => {
  let receiver: Receiver
  before(async () => {
    receiver = await Receiver.start()
  })
  after(() => receiver.stop())
  const attributesOf = async (value: SchemaAndValue, paths: Readonly<Record<string, string>>, more = {}) =>
    (await receiver.message(value, { messageBodyFormat: 'json', 'attributes.': paths, ...more }))?.attributes

  it('are the texts of what the paths lead to', async () => {
    const value = alert({
      diaObjectId: 2n ** 60n + 1n,
      ra: 1e7,
      snr: Math.fround(0.1),
      band: 'g',
      flag: false,
      at: new Date(0),
      bytes: Uint8Array.of(0xff, 0xfe),
    })
    const names = ['diaObjectId', 'ra', 'snr', 'band', 'flag', 'at', 'bytes']
    const paths = Object.fromEntries(names.map(name => [name, `diaSource.${name}`]))
    assert.deepEqual(await attributesOf(value, { ...paths, id: 'alertId' }), {
      id: '9',
      diaObjectId: '1152921504606846977',
      ra: '1.0E7',
      snr: '0.1',
      band: 'g',
      flag: 'false',
      at: 'Thu Jan 01 00:00:00 UTC 1970',
      bytes: '//4=',
    })
  })

  it('are none where the field, or what it lies in, is null', async () => {
    const paths = { band: 'diaSource.band', id: 'alertId' }
    assert.deepEqual(await attributesOf(alert({ band: null }), paths), { id: '9' })
    assert.deepEqual(await attributesOf(alert(null), paths), { id: '9' })
  })

  const wrong: readonly [path: string, why: RegExp][] = [
    ['diaSource.bnd', /its attribute "a" cannot be made: diaSource\.bnd leads to no field: diaSource has no field bnd/],
    ['source.band', /source\.band leads to no field: night\.alert has no field source/],
    ['alertId.x', /alertId\.x leads to no field: alertId is a int64, not a struct/],
    ['diaSource', /diaSource leads to a struct, and only a single value can be an attribute/],
    ['diaSource.list', /leads to a array, and only/],
    ['diaSource.map', /leads to a map, and only/],
    ['diaSource.map.x', /leads to no field: diaSource\.map is a map, not a struct/],
  ]
  for (const [path, why] of wrong) {
    it(`refuse every record of a schema that ${path} leads nowhere in, null or not`, async () => {
      const batch = [alert({}), alert(null)].map(withValue)
      const settings = { messageBodyFormat: 'json', 'attributes.': { a: path } } as const
      assert.deepEqual(await receiver.publish(batch, settings), [])
      assert.equal(receiver.host.rejected.length, 2)
      for (const { error } of receiver.host.rejected) assert.match(error.message, why)
    })
  }

  it('come from entries where there is no schema; one that is not there is null', async () => {
    const value = { a: new Map([['b', { c: 1n, d: [1] }]]), text: 'x', none: null }
    const plain = { schema: null, value }
    assert.deepEqual(await attributesOf(plain, { c: 'a.b.c', no: 'a.x.y', toString: 'toString', none: 'none.a' }), {
      c: '1',
    })
    for (const [path, why] of [
      ['a.b', /leads to a map/],
      ['a.b.d', /leads to a list/],
      ['a.b.d.e', /leads to no field: a\.b\.d has none/],
      ['text.length', /leads to no field: text has none/],
    ] as const) {
      assert.equal(await attributesOf(plain, { a: path }), undefined)
      assert.match(receiver.refusal, why)
    }
  })

  it('refuse a record whose field is too long for one', async () => {
    const fits = 'é'.repeat(512)
    assert.deepEqual(await attributesOf(alert({ band: fits }), { band: 'diaSource.band' }), { band: fits })
    assert.equal(await attributesOf(alert({ band: `${fits}x` }), { band: 'diaSource.band' }), undefined)
    assert.match(receiver.refusal, /its attribute "band" does not fit: its value takes 1025 bytes/)
  })

  it('stand in place of the key, the metadata, other fields and headers of their names, or leave these out', async () => {
    const headers = [
      ['band', 'header'],
      ['other', 'header'],
    ] as const
    const all = { ...record({ key: 'k', headers }), value: alert({ band: 'g', diaObjectId: null }) }
    const paths = { band: 'diaSource.band', key: 'diaSource.diaObjectId', 'kafka.offset': 'alertId' }
    const [message] = await receiver.publish([all], {
      messageBodyFormat: 'json',
      'metadata.publish': true,
      'headers.publish': true,
      'attributes.': paths,
    })
    const { band, key, other, 'kafka.offset': offset } = message?.attributes ?? {}
    assert.deepEqual({ band, key, other, offset }, { band: 'g', key: undefined, other: 'header', offset: '9' })
  })

  it('are added to those of a flat struct', async () => {
    const flat = { schema: source, value: { band: 'g', snr: 1 } }
    const message = await receiver.message(
      { ...flat, schema: { ...source, fields: source.fields?.slice(0, 7) ?? [] } },
      { 'attributes.': { filter: 'band' } },
    )
    assert.deepEqual(message?.attributes, { band: 'g', snr: '1.0', filter: 'g' })
  })

  it('are read beside the bytes that confluent hands on', async () => {
    const settings = { messageBodyFormat: 'confluent', 'attributes.': { name: 's' } } as const
    const value = encodedValue('text', { s: 'text' })
    assert.deepEqual(await receiver.message(value, settings), {
      data: value.encoded?.bytes,
      attributes: { name: 'text' },
    })
  })

  it('are at most 100 together with the others', async () => {
    const paths = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, 'alertId']))
    const attributes = await attributesOf(alert(null), paths)
    assert.equal(Object.keys(attributes ?? {}).length, 100)
    const keyed = { ...record({ key: 'k' }), value: alert(null) }
    assert.deepEqual(await receiver.publish([keyed], { messageBodyFormat: 'json', 'attributes.': paths }), [])
    assert.match(receiver.refusal, /it has 101 attributes, Pub\/Sub takes at most 100/)
  })

  it('tell of the schema with attributes.schema=true, as far as it is known', async () => {
    const more = { 'attributes.schema': true }
    const registered = { 'schema.id': '704', 'schema.name': 'night.r', 'schema.version': '3' }
    assert.deepEqual(await attributesOf(encodedValue('x', { s: 'x' }), {}, more), registered)
    assert.deepEqual(await attributesOf(alert(null), {}, more), { 'schema.name': 'night.alert', 'schema.version': '7' })
    assert.deepEqual(await attributesOf({ schema: null, value: 1 }, {}, more), {})
  })
})

const problemsOf = (attributes: Readonly<Record<string, string>>) =>
  validate(configFor('h:1', { 'attributes.': attributes }))

describe('the configuration of attributes from fields', () => {
  it('refuses names that Pub/Sub does not take', () => {
    for (const name of ['', 'goog.x', 'n'.repeat(257)])
      assert.deepEqual(
        problemsOf({ ok: 'a', [name]: 'b' }).map(({ key }) => key),
        [`attributes.${name}`],
      )
    assert.match(problemsOf({ 'goog.x': 'a' })[0]?.message ?? '', /^cannot name the attribute "goog.x": .*goog/)
  })

  it('refuses more than 100', () => {
    const many = Array.from({ length: 101 }, (_, index) => [`a${index}`, 'x'] as const)
    assert.match(problemsOf(Object.fromEntries(many))[0]?.message ?? '', /^give 101 attributes/)
    assert.deepEqual(problemsOf(Object.fromEntries(many.slice(1))), [])
  })

  it('refuses what is no path', () => {
    const { problem } = messageConfig['attributes.']
    for (const path of ['a', 'a.b', 'diaSource.ra_dec_Cov']) assert.equal(problem?.(path), undefined, path)
    for (const path of ['', '.', 'a.', '.a', 'a..b']) assert.match(problem?.(path) ?? '', /^must be the path/, path)
  })
})
