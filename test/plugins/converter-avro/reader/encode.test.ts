import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Schema } from 'psconnect/plugin'
import { avroSchemaOf, parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'

const options = { enhancedSchemaSupport: true }
const encode = (schema: unknown, value: unknown) => parseSchema({ text: JSON.stringify(schema) }, options).encode(value)
const recordOf = (type: unknown) => ({ type: 'record', name: 'R', fields: [{ name: 'f', type }] })

describe('a value that does not fit its schema', () => {
  const misfits: readonly (readonly [unknown, unknown, RegExp])[] = [
    ['int', 1.5, /^f cannot be written as Avro: expected a whole number of 32 bits, found the number 1\.5$/],
    ['int', 2 ** 31, /whole number of 32 bits/],
    [{ type: 'int', 'connect.type': 'int8' }, 128, /whole number of 8 bits/],
    ['long', 5, /expected a bigint of 64 bits, found the number 5/],
    ['long', 2n ** 63n, /bigint of 64 bits/],
    ['string', '\ud800', /expected a text of Unicode/],
    ['string', null, /expected a text of Unicode, found null/],
    ['boolean', 'true', /expected a boolean, found a string/],
    ['double', 1n, /expected a number, found a bigint/],
    ['bytes', [1], /expected bytes, found an Array/],
    [{ type: 'fixed', name: 'F', size: 2 }, new Uint8Array(3), /expected 2 bytes/],
    [{ type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'C', /expected one of A, B/],
    [{ type: 'array', items: 'int' }, [1, null], /^f\.1 cannot be written .* found null$/],
    [{ type: 'map', values: 'int' }, { a: 1 }, /expected a Map, found an Object/],
    [{ type: 'map', values: 'int' }, new Map([['k', 'v']]), /^f\.k cannot be written/],
    [['int', 'string'], { int: 1, string: 'a' }, /expected one branch that is not null/],
    [['int', 'string'], null, /expected a struct with a field for each branch, found null/],
    [{ type: 'bytes', logicalType: 'decimal', scale: 1 }, '1.25', /at most 1 are decimals/],
    [{ type: 'fixed', name: 'F', size: 1, logicalType: 'decimal', scale: 0 }, '128', /which fit/],
    [{ type: 'int', logicalType: 'date' }, new Date(5), /a date of whole units/],
    [{ type: 'long', logicalType: 'timestamp-millis' }, new Date(Number.NaN), /expected a Date/],
  ]
  for (const [type, value, message] of misfits)
    it(`is refused: ${message.source}`, () => {
      assert.throws(() => encode(recordOf(type), { f: value }), { code: 'RECORD_UNREADABLE', message })
    })

  it('is refused where it holds itself', () => {
    const chain: { next: unknown } = { next: null }
    chain.next = chain
    const type = { type: 'record', name: 'Link', fields: [{ name: 'next', type: ['null', 'Link'] }] }
    assert.throws(() => encode(type, chain), { code: 'RECORD_UNREADABLE', message: /nested too deep/ })
  })

  it('does not get in the way of the next', () => {
    const avro = parseSchema({ text: JSON.stringify(recordOf('int')) }, options)
    assert.throws(() => avro.encode({ f: 'x' }), /^ConnectError: f cannot/)
    assert.throws(() => avro.encode({}), /^ConnectError: f cannot/)
    assert.deepEqual(avro.encode({ f: 1 }), Uint8Array.from([2]))
  })
})

const struct = (name: string | undefined, ...fields: readonly (readonly [string, Schema])[]): Schema => ({
  type: 'struct',
  optional: false,
  ...(name === undefined ? {} : { name }),
  fields: fields.map(([field, schema]) => ({ name: field, schema })),
})
const int: Schema = { type: 'int32', optional: false }
const made = (schema: Schema) => parseSchema({ text: avroSchemaOf(schema, options) }, options)

describe('an Avro schema made for a Connect schema', () => {
  it('has names for structs without, of which one is defined once', () => {
    const inner = struct(undefined, ['x', int])
    const other = struct(undefined, ['y', int])
    const schema = struct(undefined, ['a', inner], ['b', { ...inner, optional: true }], ['c', other])
    const avro = made(schema)
    const value = { a: { x: 1 }, b: null, c: { y: 2 } }
    assert.deepEqual(avro.reader('all').read(avro.encode(value), 0), value)
    assert.deepEqual(avro.schema, schema)
  })

  it('numbers what differs under one name, and gives it its name back', () => {
    const schema = struct('a.S', ['p', struct('a.P', ['x', int])], ['q', struct('a.P', ['y', int])])
    assert.deepEqual(made(schema).schema, schema)
  })

  it('refuses what cannot be a name in Avro', () => {
    assert.throws(() => avroSchemaOf(struct('a.S', ['x-y', int]), options), {
      code: 'RECORD_UNREADABLE',
      message: /"x-y" cannot be a name/,
    })
  })

  it('writes enums as texts unless support is enhanced', () => {
    const { schema } = parseSchema({ text: '{"type": "enum", "name": "E", "symbols": ["A"]}' }, options)
    assert.match(avroSchemaOf(schema, options), /"type":"enum"/)
    assert.match(avroSchemaOf(schema, { enhancedSchemaSupport: false }), /"type":"string"/)
  })

  it('of a struct that holds itself does so too', () => {
    const { schema } = parseSchema(
      { text: '{"type": "record", "name": "Link", "fields": [{"name": "next", "type": ["null", "Link"]}]}' },
      options,
    )
    const avro = made(schema)
    assert.deepEqual(avro.reader('all').read(avro.encode({ next: { next: null } }), 0), { next: { next: null } })
  })
})
