import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { logicalNames, type Schema } from '../../../../runtime/api/schema.ts'
import { showValue } from '../../../../runtime/cli/convert/show-value.ts'

const of = (type: Schema['type'], more: Partial<Schema> = {}): Schema => ({ type, optional: false, ...more })
const shown = (value: unknown, schema: Schema | null = null): string =>
  stripVTControlCharacters(showValue({ schema, value }))

describe('a value is shown', () => {
  it('with every digit of its numbers, and no more than its type has', () => {
    assert.equal(shown(170_234_567_890_123_456n), '170234567890123456')
    assert.equal(shown(Math.fround(0.1), of('float32')), '0.1')
    assert.equal(shown(Math.fround(0.1), of('float64')), '0.10000000149011612')
    assert.equal(shown([Number.NaN, Number.NEGATIVE_INFINITY, -0]), '[NaN, -Infinity, -0]')
    assert.equal(shown('-12.50', of('bytes', { name: logicalNames.decimal })), '-12.50')
  })

  it('with moments as its schema means them', () => {
    const moment = new Date('2026-11-24T03:04:05.006Z')
    assert.equal(shown(moment, of('int32', { name: logicalNames.date })), '2026-11-24')
    assert.equal(shown(moment, of('int32', { name: logicalNames.time })), '03:04:05.006')
    assert.equal(shown(moment, of('int64', { name: logicalNames.timestamp })), '2026-11-24T03:04:05.006Z')
    assert.equal(shown(moment), '2026-11-24T03:04:05.006Z')
  })

  it('with the beginning of bytes and of long texts, and how long they are', () => {
    assert.equal(shown(Uint8Array.of(0, 255)), '<2 bytes: 00 ff>')
    assert.equal(shown(Buffer.from('SIMPLE  =                    T')).slice(0, 25), '<30 bytes: 53 49 4d 50 4c')
    assert.match(shown(new Uint8Array(20_000)), /^<20,000 bytes: 00( 00){15} …>$/)
    assert.equal(shown(new Uint8Array()), '<no bytes>')
    assert.match(shown('x'.repeat(5000)), /^"x{200}" … 5,000 characters$/)
  })

  it('with its fields in the order of the schema, each in a line', () => {
    const schema = of('struct', {
      fields: [
        { name: 'id', schema: of('int64') },
        { name: 'tags', schema: of('array', { items: of('string') }) },
        { name: 'note', schema: of('string', { optional: true }) },
      ],
    })
    const value = { note: null, tags: ['a', 'b'], id: 5n }
    assert.equal(shown(value, schema), '{\n  "id": 5,\n  "tags": ["a", "b"],\n  "note": null\n}')
  })

  it('with a word on fields that the schema does not have', () => {
    const schema = of('struct', { fields: [{ name: 'id', schema: of('int32') }] })
    assert.equal(shown({ id: 1, ra: 2 }, schema), '{\n  "id": 1\n  "ra" is lost: the schema has no such field\n}')
  })

  it('with the first items of arrays and maps, and how many more there are', () => {
    const sources = Array.from({ length: 50 }, (_, id) => ({ id, ra: 1, dec: 2 }))
    const lines = shown(sources).split('\n')
    assert.equal(lines.length, 18)
    assert.equal(lines.at(-2), '  … 47 more')
    assert.match(shown(Array.from({ length: 1000 }, (_, at) => at)), /^\[0, 1, 2, .*, … 9\d\d more\]$/)
    const map = new Map(Array.from({ length: 40 }, (_, at) => [at, 'x']))
    assert.match(shown(map), /^\{\n {2}0: "x",\n[^]*\n {2}… 24 more\n\}$/)
    assert.equal(shown(new Map([['a', 1]])), '{\n  "a": 1\n}')
  })

  it('with the beginning of an item that is long itself', () => {
    const long = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`field${at}`, at]))
    const lines = shown([long, long]).split('\n')
    assert.equal(lines.length, 20)
    assert.match(lines.at(-4) ?? '', /… 76 more lines$/)
    assert.equal(lines.at(-2), '  … 1 more')
  })

  it('with brackets where there is nothing', () => {
    assert.equal(shown({ a: {}, b: [], c: new Map() }), '{\n  "a": {},\n  "b": [],\n  "c": {}\n}')
  })
})
