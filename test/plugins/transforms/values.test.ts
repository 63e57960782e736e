import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ConnectRecord, SchemaAndValue } from '../../../runtime/api/record.ts'
import type { Schema } from '../../../runtime/api/schema.ts'
import { readRecord } from './case-records.ts'
import { configured, context } from './configured.ts'

const schema: Schema = {
  type: 'struct',
  optional: false,
  fields: [
    { name: 'band', schema: { type: 'string', optional: false } },
    { name: 'flux', schema: { type: 'float64', optional: true } },
  ],
}
const encoded = { bytes: Uint8Array.of(1), bodyStart: 0, format: 'frames' }
const record = (value: SchemaAndValue): ConnectRecord => ({ ...readRecord({ topic: 'alerts' }), value })
const plain = (value: unknown): ConnectRecord => record({ schema: null, value })

async function applied(name: string, texts: Readonly<Record<string, string>>, records: readonly ConnectRecord[]) {
  const { plugin, config, problems } = configured('transform', name, texts)
  const transform = await plugin.create(config ?? assert.fail(problems.join()), context)
  return records.map(each => transform.apply(each) ?? assert.fail('dropped'))
}

it('makes one schema of one schema, however many records share it', async () => {
  const records = ['g', 'r'].map(band => record({ schema, value: { band, flux: null } }))

  for (const [name, texts] of [
    ['InsertField$Value', { 'topic.field': 'topic' }],
    ['ReplaceField$Value', { exclude: 'flux' }],
    ['Cast$Value', { spec: 'flux:string' }],
    ['Flatten$Value', {}],
    ['HoistField$Value', { field: 'it' }],
    ['SetSchemaMetadata$Value', { 'schema.name': 'n' }],
    ['TimestampConverter$Value', { 'target.type': 'unix', field: 'x' }],
    ['HeaderFrom$Value', { fields: 'flux', headers: 'h', operation: 'move' }],
  ] as const) {
    const [one, other] = await applied(name, texts, records)
    assert.notEqual(one?.value.schema, schema, name)
    assert.equal(one?.value.schema, other?.value.schema, name)
  }
})

it('takes the bytes from what it changes, and leaves them where it changes nothing', async () => {
  const given = record({ schema, value: { band: 'g', flux: 1 }, encoded })

  for (const [name, texts] of [
    ['InsertField$Value', { 'topic.field': 'topic' }],
    ['ReplaceField$Value', { exclude: 'flux' }],
    ['MaskField$Value', { fields: 'flux' }],
  ] as const)
    assert.equal((await applied(name, texts, [given]))[0]?.value.encoded, undefined, name)
  for (const [name, texts] of [
    ['HeaderFrom$Value', { fields: 'band', headers: 'h', operation: 'copy' }],
    ['ValueToKey', { fields: 'band' }],
    ['InsertHeader', { header: 'h', 'value.literal': 'x' }],
    ['InsertField$Key', { 'topic.field': 'topic' }],
  ] as const)
    assert.equal((await applied(name, texts, [given]))[0]?.value, given.value, name)
})

it('changes nothing of what it was given', async () => {
  const value = Object.freeze({ band: 'g', flux: 1 })
  const given = Object.freeze(record(Object.freeze({ schema, value })))

  for (const [name, texts] of [
    ['InsertField$Value', { 'static.field': 'survey', 'static.value': 'LSST' }],
    ['MaskField$Value', { fields: 'band' }],
    ['HeaderFrom$Value', { fields: 'band', headers: 'h', operation: 'move' }],
    ['DropHeaders', { headers: 'h' }],
  ] as const)
    await applied(name, texts, [given])

  assert.deepEqual(given.value.value, { band: 'g', flux: 1 })
})

it('makes a map of a map without a schema, and an object of an object', async () => {
  const texts = { 'static.field': 'survey', 'static.value': 'rubin' }

  const [ofMap, ofObject] = await applied('InsertField$Value', texts, [plain(new Map([['a', 1]])), plain({ a: 1 })])

  assert.deepEqual(
    ofMap?.value.value,
    new Map<string, unknown>([
      ['a', 1],
      ['survey', 'rubin'],
    ]),
  )
  assert.deepEqual(ofObject?.value.value, { a: 1, survey: 'rubin' })
})

it('keeps a field called __proto__ a field', async () => {
  const value = JSON.parse('{"__proto__": {"admin": "1"}, "a": "2"}')

  const [result] = await applied('ReplaceField$Value', { renames: 'a:b' }, [plain(value)])

  assert.deepEqual(Object.keys(result?.value.value ?? {}), ['__proto__', 'b'])
})

it('takes a number without a schema for a whole one if it is one', async () => {
  const [cast] = await applied('Cast$Value', { spec: 'n:int8,f:int8' }, [
    record({ schema: null, value: { n: 2 ** 40 + 300, f: 300.5 } }),
  ])
  const [time] = await applied('TimestampConverter$Value', { 'target.type': 'Timestamp' }, [
    record({ schema: null, value: 1700000000123 }),
  ])

  assert.deepEqual(cast?.value.value, { n: 44, f: 44 })
  assert.deepEqual(time?.value.value, new Date(1700000000123))
})

it('masks a whole number without a schema by a whole one of 64 bits, and a decimal by one of its scale', async () => {
  const decimal: Schema = {
    type: 'bytes',
    optional: false,
    name: 'org.apache.kafka.connect.data.Decimal',
    parameters: { scale: '2' },
  }
  const prices: Schema = { type: 'struct', optional: false, fields: [{ name: 'price', schema: decimal }] }
  const priced = record({ schema: prices, value: { price: '12.30' } })

  const [large] = await applied('MaskField$Value', { fields: 'n', replacement: '5000000000.5' }, [plain({ n: 1 })])
  const [zero] = await applied('MaskField$Value', { fields: 'price' }, [priced])
  const [filled] = await applied('MaskField$Value', { fields: 'price', replacement: '7.5' }, [priced])

  assert.deepEqual(large?.value.value, { n: 5_000_000_000 })
  assert.deepEqual(zero?.value.value, { price: '0.00' })
  assert.deepEqual(filled?.value.value, { price: '7.50' })
  await assert.rejects(
    applied('MaskField$Value', { fields: 'price', replacement: '7.505' }, [priced]),
    /cannot put 7\.505/,
  )
})

it('refuses a time that no date can be', async () => {
  const far = record({ schema: { type: 'int64', optional: false }, value: 2n ** 62n })

  await assert.rejects(
    applied('TimestampConverter$Value', { 'target.type': 'Timestamp' }, [far]),
    /more than 270,000 years/,
  )
})

it('takes for a tombstone only what has no bytes, as values are not read where nobody needs them', async () => {
  const { plugin, config } = configured('predicate', 'RecordIsTombstone', {})
  const predicate = await plugin.create(config ?? assert.fail(), context)

  assert.equal(predicate.test(record({ schema: null, value: null })), true)
  assert.equal(predicate.test(record({ schema: null, value: null, encoded })), false)
})
