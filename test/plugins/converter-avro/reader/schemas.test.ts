import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Schema } from 'psconnect/plugin'
import { parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'
import { avscType } from './avsc-oracle.ts'

const parse = (schema: unknown, ...references: readonly unknown[]) =>
  parseSchema(
    { text: JSON.stringify(schema), references: references.map(reference => JSON.stringify(reference)) },
    { enhancedSchemaSupport: false },
  )
const point = { type: 'record', name: 'a.Point', fields: [{ name: 'x', type: 'int' }] }
const recordOf = (...fields: readonly unknown[]) => ({ type: 'record', name: 'a.Outer', fields })
const fieldOf = ({ fields = [] }: Schema, name: string) => fields.find(field => field.name === name)?.schema

describe('a schema', () => {
  it('may refer to schemas that come with it, each of which may refer to earlier ones', () => {
    const line = {
      type: 'record',
      name: 'a.Line',
      fields: [
        { name: 'from', type: 'Point' },
        { name: 'to', type: 'a.Point' },
      ],
    }
    const avro = parse(recordOf({ name: 'line', type: 'Line' }), point, line)
    const value = { line: { from: { x: 1 }, to: { x: -1 } } }
    assert.deepEqual(avro.reader('all').read(avro.encode(value), 0), value)
    assert.deepEqual(Buffer.from(avro.encode(value)), avscType(JSON.parse(avro.text)).toBuffer(value))
  })

  it('keeps its text where that stands by itself', () => {
    const text = `  ${JSON.stringify(recordOf({ name: 'p', type: point }))}\n`
    assert.equal(parseSchema({ text }, { enhancedSchemaSupport: false }).text, text)
  })

  it('has the name of its outermost type', () => {
    assert.equal(parse(point).name, 'a.Point')
    assert.equal('name' in parse('long'), false)
  })

  it('may define a type again: its text then does so once', () => {
    const avro = parse(recordOf({ name: 'p', type: point }, { name: 'q', type: ['null', point] }))
    const value = { p: { x: 1 }, q: { x: 2 } }
    assert.deepEqual(avro.reader('all').read(avro.encode(value), 0), value)
    assert.equal(avro.text.split('"fields"').length, 3)
    assert.deepEqual(
      Buffer.from(avro.encode(value)),
      avscType(JSON.parse(avro.text)).toBuffer({ p: { x: 1 }, q: { 'a.Point': { x: 2 } } }),
    )
  })

  it('may define another type of the same name: what refers to it means the one before', () => {
    const other = { type: 'record', name: 'a.Point', fields: [{ name: 'y', type: 'string' }] }
    const avro = parse(recordOf({ name: 'p', type: point }, { name: 'q', type: other }, { name: 'r', type: 'a.Point' }))
    const value = { p: { x: 1 }, q: { y: 'why' }, r: { y: 'so' } }
    assert.deepEqual(avro.reader('all').read(avro.encode(value), 0), value)
    assert.equal(fieldOf(avro.schema, 'q')?.name, 'a.Point')
    assert.deepEqual(Buffer.from(avro.encode(value)), avscType(JSON.parse(avro.text)).toBuffer(value))
  })

  it('may leave types without names: its text has some', () => {
    const unnamed = { type: 'record', fields: [{ name: 'x', type: { type: 'enum', symbols: ['A'] } }] }
    const avro = parse({ ...unnamed, fields: [...unnamed.fields, { name: 'inner', type: unnamed }] })
    const value = { x: 'A', inner: { x: 'A' } }
    assert.deepEqual(avro.reader('all').read(avro.encode(value), 0), value)
    assert.equal('name' in avro.schema, false)
    assert.deepEqual(Buffer.from(avro.encode(value)), avscType(JSON.parse(avro.text)).toBuffer(value))
  })

  it("may have a type in the place of a type's name, and logical types in both forms", () => {
    const logical = { type: 'long', logicalType: 'timestamp-millis' }
    for (const type of [logical, { type: logical }, { type: { type: 'long' }, logicalType: 'timestamp-millis' }])
      assert.deepEqual(parse(type).reader('all').read(Buffer.from('02', 'hex'), 0), new Date(1))
  })

  it('may hold itself: the Connect schema then leads back to itself', () => {
    const avro = parse({
      type: 'record',
      name: 'Node',
      fields: [
        { name: 'next', type: ['null', 'Node'] },
        { name: 'v', type: 'int' },
      ],
    })
    const next = fieldOf(avro.schema, 'next')
    assert.ok(next?.optional)
    assert.equal(next?.fields, avro.schema.fields)
    const value = { next: { next: null, v: 1 }, v: 2 }
    assert.deepEqual(avro.reader('all').read(avro.encode(value), 0), value)
  })

  it('keeps whole numbers that a double cannot hold', () => {
    const text =
      '{"type": "record", "name": "R", "fields": [{"name": "id", "type": "long", "default": 170000000000000001}]}'
    const { schema } = parseSchema({ text }, { enhancedSchemaSupport: false })
    assert.equal(fieldOf(schema, 'id')?.default, 170000000000000001n)
    const described = parse(recordOf({ name: 'again', type: point }, { name: 'p', type: point }))
    assert.equal(parseSchema({ text: described.text }, { enhancedSchemaSupport: false }).text, described.text)
  })

  it('has field names that are no danger', () => {
    const names = [
      '__proto__',
      'constructor',
      'toString',
      '"; process.exit(1); "',
      'line\nbreak',
      '\u2028',
      "it's",
      '${1}',
      '\\',
      '',
    ]
    const avro = parse(recordOf(...names.map(name => ({ name, type: { type: 'map', values: 'int' } }))))
    const value = Object.fromEntries(names.map((name, index) => [name, new Map([[name, index]])]))
    const read = avro.reader('all').read(avro.encode(value), 0)
    assert.deepEqual(read, value)
    assert.deepEqual(Object.keys(read as object), names)
    assert.equal(Object.getPrototypeOf(read), Object.prototype)
    for (const name of names)
      assert.deepEqual(Object.entries(avro.reader([[name]]).read(avro.encode(value), 0) as object), [
        [name, value[name]],
      ])
  })

  it('has default values of all types', () => {
    const kinds: readonly (readonly [unknown, unknown, unknown])[] = [
      ['boolean', true, true],
      ['float', 1.5, 1.5],
      [{ type: 'long', logicalType: 'timestamp-millis' }, 5, new Date(5)],
      [{ type: 'int', logicalType: 'date' }, 1, new Date(86_400_000)],
      [{ type: 'bytes', logicalType: 'decimal', scale: 1 }, '\u00ff', '-0.1'],
      [{ type: 'fixed', name: 'F', size: 2 }, 'ab', Uint8Array.from([97, 98])],
      [{ type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'B', 'B'],
      [{ type: 'array', items: 'long' }, [1], [1n]],
      [{ type: 'map', values: 'int' }, { a: 1 }, new Map([['a', 1]])],
      [{ ...point, name: 'a.P2' }, { x: 3 }, { x: 3 }],
      [['int', 'string'], 4, { int: 4, string: null }],
      ['int', 'no number', undefined],
      ['int', 2 ** 31, undefined],
      ['bytes', 'Ω', undefined],
    ]
    const avro = parse(
      recordOf(...kinds.map(([type, fallback], index) => ({ name: `f${index}`, type, default: fallback }))),
    )
    for (const [index, [, , expected]] of kinds.entries())
      assert.deepStrictEqual(fieldOf(avro.schema, `f${index}`)?.default, expected)
  })
})
