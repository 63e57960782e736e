import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Schema, SchemaAndValue } from 'psconnect/plugin'
import { framing } from './encoded-values.ts'
import { Receiver } from './published.ts'

const long: Schema = { type: 'int64', optional: false }
const float: Schema = { type: 'float32', optional: false }
const struct = (fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'struct',
  optional: false,
  fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })),
})
const nested = struct({ id: long, source: struct({ flux: float }), stamp: { type: 'bytes', optional: true } })
const alert = { id: 2n ** 60n + 1n, source: { flux: Math.fround(0.1) }, stamp: Uint8Array.of(0, 255) }
const settings = { messageBodyFormat: 'json' } as const

describe('messageBodyFormat=json', () => {
  let receiver: Receiver
  before(async () => {
    receiver = await Receiver.start()
  })
  after(() => receiver.stop())

  it('writes every value by its schema, also what Google’s connector has a form for', async () => {
    const json = '{"id":1152921504606846977,"source":{"flux":0.1},"stamp":"AP8="}'
    assert.equal(await receiver.text({ schema: nested, value: alert }, settings), json)
    assert.equal(await receiver.text({ schema: long, value: 5n }, settings), '5')
    assert.equal(await receiver.text({ schema: struct({ a: long }), value: { a: 5n } }, settings), '{"a":5}')
  })

  it('writes bytes and text without a schema as JSON too', async () => {
    assert.equal(await receiver.text({ schema: null, value: Uint8Array.of(0, 255) }, settings), '"AP8="')
    assert.equal(await receiver.text({ schema: null, value: 'é' }, settings), '"é"')
  })

  it('writes int64 as text with jsonLong=string', async () => {
    const value = { schema: struct({ a: long }), value: { a: -(2n ** 63n) } }
    assert.equal(await receiver.text(value, { ...settings, jsonLong: 'string' }), '{"a":"-9223372036854775808"}')
  })

  it('writes NaN and the infinities as null, or as text with jsonNan=string', async () => {
    const list: Schema = { type: 'array', optional: false, items: float }
    const value = { schema: list, value: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5] }
    assert.equal(await receiver.text(value, settings), '[null,null,null,1.5]')
    assert.equal(await receiver.text(value, { ...settings, jsonNan: 'string' }), '["NaN","Infinity","-Infinity",1.5]')
  })

  it('refuses what does not fit its schema, and names the field and the record', async () => {
    const value = { schema: nested, value: { ...alert, source: { flux: 'x' } } }
    assert.equal(await receiver.message(value, settings), undefined)
    assert.match(receiver.refusal, /^it cannot be published: .*source\.flux/)
  })

  it('refuses what takes more than 10 MB, and says how much it takes and took', async () => {
    const bytes = Buffer.concat([framing, Buffer.alloc(7_500_000)])
    const value: SchemaAndValue = {
      schema: { type: 'bytes', optional: false },
      value: bytes.subarray(framing.length),
      encoded: { bytes, bodyStart: framing.length, format: 'confluent-avro' },
    }
    assert.equal(await receiver.message(value, settings), undefined)
    assert.match(
      receiver.refusal,
      /^it cannot be published: .* has 10000002 bytes, and the limit is 10000000 \(7500005 bytes before\)/,
    )
  })
})
