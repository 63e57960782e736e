import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Schema } from 'psconnect/plugin'
import plugin from '../../../plugins/sink-pubsub/index.ts'
import { avroType, encodedValue } from './encoded-values.ts'
import { Receiver } from './published.ts'
import { configFor, record } from './sink-under-test.ts'

const text: Schema = { type: 'string', optional: false }
const int: Schema = { type: 'int32', optional: false }
const struct = (fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'struct',
  optional: false,
  fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })),
})
const list = (items: Schema): Schema => ({ type: 'array', optional: false, items })
const map = (items: Schema): Schema => ({ type: 'map', optional: false, items })

const reads = (settings: object) => plugin.reads?.(configFor('h:1', settings))

describe('messageBodyFormat', () => {
  let receiver: Receiver
  before(async () => {
    receiver = await Receiver.start()
  })
  after(() => receiver.stop())

  const point = struct({ x: int })
  const nestings: readonly [what: string, schema: Schema, value: unknown, json: string][] = [
    ['a struct in a struct', struct({ a: point }), { a: { x: 1 } }, '{"a":{"x":1}}'],
    ['structs in a list of a struct', struct({ a: list(point) }), { a: [{ x: 1 }] }, '{"a":[{"x":1}]}'],
    ['a map in a struct', struct({ a: map(int) }), { a: new Map([['k', 1]]) }, '{"a":{"k":1}}'],
    ['structs in a map', map(point), new Map([['k', { x: 1 }]]), '{"k":{"x":1}}'],
    ['structs in a list', list(point), [{ x: 1 }], '[{"x":1}]'],
    ['maps in a list', list(map(int)), [new Map([['k', 1]])], '[{"k":1}]'],
  ]
  for (const [what, schema, value, json] of nestings) {
    it(`auto writes ${what} as JSON, for which Google’s connector has no form`, async () => {
      const message = await receiver.message({ schema, value })
      assert.equal(message?.data.toString(), json)
      assert.deepEqual(message?.attributes, {})
    })
  }

  it('auto writes values of a type that contains itself as JSON', async () => {
    const fields: { name: string; schema: Schema }[] = [{ name: 'x', schema: int }]
    const tree: Schema = { type: 'struct', optional: true, fields }
    fields.push({ name: 'next', schema: tree })
    const json = '{"x":1,"next":{"x":2,"next":null}}'
    assert.equal(await receiver.text({ schema: tree, value: { x: 1, next: { x: 2, next: null } } }), json)
  })

  it('auto decides by the schema, whatever is null', async () => {
    const inner = struct({ a: { ...point, optional: true } })
    assert.equal(await receiver.text({ schema: inner, value: { a: null } }), '{"a":null}')
  })

  it('auto leaves flat values and those without a schema as they are', async () => {
    assert.deepEqual(await receiver.message({ schema: struct({ a: text, n: list(int) }), value: { a: 'x', n: [1] } }), {
      data: Buffer.alloc(0),
      attributes: { a: 'x', n: '[1]' },
    })
    assert.equal(await receiver.text({ schema: null, value: { a: { b: 1n } } }), '{a={b=1}}')
  })

  it('confluent gives the bytes as they came', async () => {
    const value = encodedValue('é')
    const message = await receiver.message(value, { messageBodyFormat: 'confluent' })
    assert.deepEqual(message?.data, value.encoded?.bytes)
  })

  it('avro gives them without their frame', async () => {
    const message = await receiver.message(encodedValue('é'), { messageBodyFormat: 'avro' })
    assert.deepEqual(message?.data, avroType.toBuffer({ s: 'é' }))
  })

  for (const messageBodyFormat of ['json', 'confluent', 'avro', 'avro-file'] as const) {
    it(`${messageBodyFormat} publishes a record without a value as one without data`, async () => {
      const [message, ...none] = await receiver.publish([record({ value: null, key: 'k' }), record({ value: null })], {
        messageBodyFormat,
        'attributes.': { band: 's' },
        'attributes.schema': true,
      })
      assert.deepEqual(message, { data: Buffer.alloc(0), attributes: { key: 'k' } })
      assert.deepEqual([none, receiver.host.rejected], [[], []])
    })
  }

  for (const messageBodyFormat of ['confluent', 'avro', 'avro-file'] as const) {
    it(`${messageBodyFormat} refuses a value that comes without its bytes`, async () => {
      assert.equal(await receiver.message({ schema: null, value: 'x' }, { messageBodyFormat }), undefined)
      assert.match(receiver.refusal, /comes without the bytes that messageBodyFormat asks for/)
    })
  }

  it('says what of a value is read', () => {
    const attributes = { 'attributes.': { band: 'diaSource.band', id: 'alertId' } }
    const encoded = { format: 'confluent-avro', key: 'messageBodyFormat' }
    assert.deepEqual(reads({ messageBodyFormat: 'auto', ...attributes }), { needs: 'all' })
    assert.deepEqual(reads({ messageBodyFormat: 'json' }), { needs: 'all' })
    assert.deepEqual(reads({ messageBodyFormat: 'avro' }), { needs: 'nothing', encoded })
    const needs = [['diaSource', 'band'], ['alertId']]
    assert.deepEqual(reads({ messageBodyFormat: 'confluent', ...attributes }), { needs, encoded })
  })
})

it('what is made for a message is counted until it is stored or refused, and what came with the record is not', async () => {
  const receiver = await Receiver.start()
  const json = { schema: null, value: 'x'.repeat(5_000) }
  const untouched = encodedValue('x'.repeat(3_000))
  assert.equal(await receiver.heldWhile(json, { messageBodyFormat: 'json' }), 5_002)
  assert.equal(await receiver.heldWhile(untouched, { messageBodyFormat: 'confluent' }), 0)
  assert.equal(await receiver.heldWhile(untouched, { messageBodyFormat: 'avro' }), 0)
  assert.equal(receiver.host.held, 0)
  await receiver.stop()
})
