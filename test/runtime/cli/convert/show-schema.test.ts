import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { logicalNames, type Schema } from '../../../../runtime/api/schema.ts'
import { showSchema } from '../../../../runtime/cli/convert/show-schema.ts'

const of = (type: Schema['type'], more: Partial<Schema> = {}): Schema => ({ type, optional: false, ...more })
const field = (name: string, schema: Schema) => ({ name, schema })
const shown = (schema: Schema) => showSchema(schema).map(stripVTControlCharacters)

describe('a schema is shown', () => {
  it('as a line for each field, with what may be null marked', () => {
    const point = of('struct', { name: 'sky.point', fields: [field('ra', of('float64')), field('dec', of('float64'))] })
    const schema = of('struct', {
      name: 'sky.alert',
      fields: [
        field('id', of('int64')),
        field('here', point),
        field('before', of('array', { optional: true, items: { ...point, optional: true } })),
        field('flags', of('map', { items: of('boolean') })),
        field('seen', of('int64', { name: logicalNames.timestamp, optional: true })),
        field('price', of('bytes', { name: logicalNames.decimal, parameters: { scale: '2' } })),
      ],
    })
    assert.deepEqual(shown(schema), [
      'sky.alert',
      '  id      int64',
      '  here    sky.point',
      '    ra   float64',
      '    dec  float64',
      '  before  array<sky.point?>? as above',
      '  flags   map<string, boolean>',
      '  seen    timestamp?',
      '  price   decimal(2)',
    ])
  })

  it('to an end, also where it is within itself', () => {
    const fields: { name: string; schema: Schema }[] = [field('value', of('int32'))]
    const list = of('struct', { name: 'list', fields })
    fields.push(field('next', { ...list, optional: true }))
    assert.deepEqual(shown(list), ['list', '  value  int32', '  next   list? as above'])
  })

  it('in one line where it is no struct', () => {
    assert.deepEqual(shown(of('string', { optional: true })), ['string?'])
  })
})
