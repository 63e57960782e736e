import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'

const options = { enhancedSchemaSupport: false }
const point = { type: 'record', name: 'a.Point', fields: [{ name: 'x', type: 'int' }] }
const recordOf = (...fields: readonly unknown[]) => ({ type: 'record', name: 'a.Outer', fields })

describe('a schema that cannot be used', () => {
  const refusals: readonly (readonly [string, unknown, RegExp])[] = [
    [
      'a type that is not defined',
      recordOf({ name: 'a', type: { type: 'array', items: 'Nowhere' } }),
      /at a\.items: the type "Nowhere" is defined nowhere/,
    ],
    [
      'a type defined only later',
      recordOf({ name: 'a', type: 'Point' }, { name: 'b', type: point }),
      /at a: the type "Point"/,
    ],
    ['a number for a type', 5, /5 is no type/],
    ['no type', recordOf({ name: 'a' }), /at a: null is no type/],
    ['a field without a name', recordOf({ type: 'int' }), /a field has no name/],
    [
      'two fields of one name',
      recordOf({ name: 'a', type: 'int' }, { name: 'a', type: 'int' }),
      /two fields are called "a"/,
    ],
    ['a record without fields', { type: 'record', name: 'R' }, /it needs a list of fields/],
    [
      'an enum with a symbol twice',
      { type: 'enum', name: 'E', symbols: ['A', 'A'] },
      /symbols of an enum are texts that differ/,
    ],
    [
      'a fixed type without a size',
      { type: 'fixed', name: 'F' },
      /size of a fixed type is a number of bytes, found null/,
    ],
    ['a union of nothing', [], /a union without branches/],
    ['a union in a union', [['int'], 'string'], /a union stands directly in a union/],
    ['a union with the same branch twice', ['int', 'int', 'string'], /two branches "int"/],
    ['null alone', recordOf({ name: 'a', type: 'null' }), /nothing but null/],
    ['null alone in a union', ['null'], /nothing but null/],
    [
      'a record in itself without end',
      { type: 'record', name: 'R', fields: [{ name: 'r', type: 'R' }] },
      /each "R" holds another one, without end/,
    ],
    [
      'entries of a map without a key',
      { type: 'array', items: { ...point, name: 'io.confluent.connect.avro.MapEntry' } },
      /entries of a map are records of a key and a value/,
    ],
    ['very many values of no bytes', doubled(20), /too many values that take no bytes/],
    ['types nested without measure', nested(300), /nested more than 100 deep/],
  ]
  for (const [what, schema, message] of refusals)
    it(`${what} is said with its place`, () => {
      assert.throws(() => parseSchema({ text: JSON.stringify(schema) }, options), {
        code: 'RECORD_UNREADABLE',
        message,
      })
    })

  it('is refused when it is no JSON, or nested as if to break something', () => {
    for (const text of [
      '',
      '{"type": ',
      `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      `{"type":"int","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    ])
      assert.throws(() => parseSchema({ text }, options), { code: 'RECORD_UNREADABLE' })
  })
})

/** Twice as many empty records with each level. */
function doubled(levels: number): unknown {
  let type: unknown = { type: 'record', name: 'L0', fields: [] }
  for (let level = 1; level <= levels; level += 1)
    type = {
      type: 'record',
      name: `L${level}`,
      fields: [
        { name: 'a', type },
        { name: 'b', type: `L${level - 1}` },
      ],
    }
  return type
}

function nested(levels: number): unknown {
  let type: unknown = 'int'
  for (let level = 0; level < levels; level += 1) type = { type: 'array', items: type }
  return type
}
