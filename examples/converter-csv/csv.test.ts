import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ConnectError } from 'psconnect/plugin'
import { checkConverter } from 'psconnect/plugin/testing'
import plugin from './index.ts'

const origin = { topic: 'objects', part: 'value' } as const
const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
  needs: 'all',
  retrying() {},
  figure() {},
} as const
const columns = ['id:int64', 'ra:float64', 'flux:float32', 'good:boolean', 'name:string']

const converterFor = async (config: { columns?: readonly string[]; delimiter?: string } = {}) =>
  plugin.create({ columns, delimiter: ',', ...config }, context)

async function valueOf(row: string, config = {}): Promise<unknown> {
  return (await converterFor(config)).decode(Buffer.from(row), origin).value
}

it('keeps the contract', () =>
  checkConverter(plugin, {
    config: { columns },
    readable: ['7,10.684,1.5,true,M31\r\n', '-0,-0,NaN,FALSE,""', ',,,,', '1,2e3,-inf,,"größer, ""so""\n"'].map(row =>
      Buffer.from(row),
    ),
    unreadable: [
      '',
      '1,2,3,true',
      '1,2,3,true,a,b',
      'x,,,,',
      ',,,,"',
      ',,,,a"',
      ',,,,"a"b',
      ',,,,a\n,,,,b\n',
      ',,,,a\rb',
    ]
      .map(row => Buffer.from(row))
      .concat(Buffer.from(',,,,\xff', 'latin1')),
  }))

it('reads each field with the type of its column, and says so in the schema', async () => {
  const { schema, value } = (await converterFor()).decode(Buffer.from('9007199254740993,10.5,0.1,true,M31\n'), origin)
  assert.deepEqual(value, { id: 9007199254740993n, ra: 10.5, flux: Math.fround(0.1), good: true, name: 'M31' })
  assert.deepEqual(
    schema?.fields?.map(field => `${field.name}:${field.schema.type}${field.schema.optional ? '?' : ''}`),
    columns.map(column => `${column}?`),
  )
})

it('reads an empty field as null, and a quoted one as an empty text', async () => {
  assert.deepEqual(await valueOf(',,,,'), { id: null, ra: null, flux: null, good: null, name: null })
  assert.deepEqual(await valueOf('""', { columns: ['name:string'] }), { name: '' })
  assert.deepEqual(await valueOf('', { columns: ['name:string'] }), { name: null })
})

it('takes what is in quotes as it is: delimiters, quotes, ends of lines', async () => {
  const value = { a: 'one,\r\n"two"', b: ' three ' }
  assert.deepEqual(await valueOf('"one,\r\n""two"""," three "\r\n', { columns: ['a:string', 'b:string'] }), value)
})

it('splits at the delimiter that it is told', async () => {
  for (const [delimiter, row] of [
    [';', '1,5;2'],
    ['tab', '1,5\t2'],
  ] as const) {
    const converter = await converterFor({ columns: ['a:string', 'b:int8'], delimiter })
    const data = converter.decode(Buffer.from(row), origin)
    assert.deepEqual(data.value, { a: '1,5', b: 2 })
    assert.equal(Buffer.from(converter.encode(data, origin)).toString(), row)
  }
})

it('writes what a transform has made of a row, in quotes where it must', async () => {
  const converter = await converterFor()
  const value = { id: 7n, flux: Math.fround(0.1), good: false, name: 'a,"b"' }
  assert.equal(Buffer.from(converter.encode({ schema: null, value }, origin)).toString(), '7,,0.1,false,"a,""b"""')
})

it('refuses to write what would be lost or read as something else', async () => {
  const converter = await converterFor()
  const cases: readonly [unknown, RegExp][] = [
    [{ id: 7n, colour: 'red' }, /the field colour, for which there is no column/],
    [{ id: 7 }, /id is a number that cannot be written as int64/],
    [{ id: 2n ** 63n }, /id is a bigint that cannot be written as int64/],
    [{ flux: 1e300 }, /flux is a number that cannot be written as float32/],
    [{ name: '\ud800' }, /name is a string that cannot be written as string/],
    ['text', /only a value with fields/],
  ]
  for (const [value, message] of cases)
    assert.throws(
      () => converter.encode({ schema: null, value }, origin),
      error => ConnectError.is(error) && error.code === 'RECORD_UNREADABLE' && message.test(error.message),
    )
})

it('says what of a row it cannot read, and at which byte', async () => {
  const converter = await converterFor()
  const cases: readonly [string, RegExp, number][] = [
    ['1,2', /the row has 2 fields, and not 5/, 3],
    [',,,,,more', /the row has 6 fields, and not 5/, 5],
    ['ä,,,,', /id must be of the type int64 \(found "ä"\)/, 0],
    ['9223372036854775808,,,,', /id must be of the type int64/, 0],
    ['1, 2,,,', /ra must be of the type float64 \(found " 2"\)/, 2],
    [',1e999,,,', /ra must be of the type float64/, 1],
    [',,1e39,,', /flux must be of the type float32/, 2],
    [',,,yes,', /good must be of the type boolean/, 3],
    [',,,constructor,', /good must be of the type boolean/, 3],
    ['1,"",,,', /ra must be of the type float64 \(found ""\)/, 2],
    [',,,,a"b', /a quote stands in a field that does not begin with one/, 5],
    [',,,,"a"b', /goes on after its quote/, 7],
    [',,,,"a""', /never closed/, 4],
    ['1,,,,\n2,,,,\n', /a record must be one row/, 5],
  ]
  for (const [row, message, position] of cases)
    assert.throws(
      () => converter.decode(Buffer.from(row), origin),
      error => {
        assert.ok(ConnectError.is(error) && error.code === 'RECORD_UNREADABLE', String(error))
        assert.match(error.message, message)
        assert.equal(error.position, position, row)
        return true
      },
    )
  assert.throws(
    () => converter.decode(Buffer.from(',,,,\xff', 'latin1'), origin),
    error => ConnectError.is(error) && /not UTF-8/.test(error.message) && error.position === 4,
  )
})

it('finds what is wrong with its columns before anything is read', () => {
  assert.equal(columnsProblem(columns), undefined)
  const cases: readonly [readonly string[], RegExp][] = [
    [[], /at least one/],
    [['id'], /NAME:TYPE.*\(found id\)/],
    [['id:long'], /int8, int16, .*\(found id:long\)/],
    [[':int8'], /\(found :int8\)/],
    [['a:int8', 'a:string'], /must not name a twice/],
  ]
  for (const [given, message] of cases) assert.match(String(columnsProblem(given)), message)
})

const columnsProblem = (given: readonly string[]): string | undefined =>
  plugin.validate?.({ columns: given, delimiter: ',' })[0]?.message

it('takes one character as the delimiter, or the word tab', () => {
  const problem = plugin.config.delimiter.problem
  for (const text of [',', ';', '|', 'tab']) assert.equal(problem?.(text), undefined, text)
  for (const text of ['', '"', ',,', 'ä']) assert.match(String(problem?.(text)), /the word tab/, text)
})
