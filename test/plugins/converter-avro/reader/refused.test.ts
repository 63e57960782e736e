import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectError } from 'psconnect/plugin'
import { parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'

const record = (...types: readonly unknown[]) => ({
  type: 'record',
  name: 'R',
  fields: types.map((type, index) => ({ name: `f${index}`, type })),
})
const points = record({ type: 'array', items: { ...record('double'), name: 'Point' } })
const empties = { type: 'array', items: { ...record(), name: 'Empty' } }
const chain = {
  type: 'record',
  name: 'Link',
  fields: [{ name: 'next', type: ['null', 'Link'] }],
}
/** A number as Avro writes it. */
function long(value: number): string {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n))
  const bytes: number[] = []
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)]).toString('hex')
}
const ff = (count: number) => 'ff'.repeat(count)

/** What it is, its schema, the bytes, and how they are refused. */
const refusals: readonly (readonly [string, unknown, string, RegExp])[] = [
  ['nothing at all', 'int', '', /^byte 0 of 0: the message ends too early$/],
  ['bytes after the value', 'int', '0000', /^byte 1 of 2: the value ends here, but the message has 2 bytes$/],
  ['half a float', record('int', 'float'), '000000', /^f1, byte 3 of 3: the message ends too early$/],
  ['a boolean of 2', record('boolean'), '02', /^f0, byte 0 of 1: a boolean is 0 or 1, found 2$/],
  ['an int of 33 bits', 'int', 'ffffffff1f', /^byte 0 of 5: a number has more than 32 bits$/],
  ['an int of six bytes', 'int', 'ffffffffff01', /more than 32 bits/],
  ['an int without end', 'int', 'ffff', /^byte 2 of 2: the message ends too early$/],
  ['a long of 65 bits', 'long', `${ff(9)}03`, /^byte 0 of 10: a number has more than 64 bits$/],
  ['a long of eleven bytes', 'long', `${ff(10)}01`, /more than 64 bits/],
  ['a long without end', 'long', ff(9), /^byte 9 of 9: the message ends too early$/],
  ['a text longer than the message', 'string', '0a4142', /^byte 0 of 3: 5 bytes are said to follow, but 2 do$/],
  ['a text of a negative length', 'string', '01', /^byte 0 of 1: a length cannot be -1$/],
  ['bytes of an astronomical length', 'bytes', long(2 ** 62), /are said to follow, but 0 do/],
  ['a text that is no UTF-8', record('string'), '04c328', /^f0, byte 1 of 3: a text is not valid UTF-8$/],
  ['half a surrogate pair', 'string', '06eda080', /not valid UTF-8/],
  ['a map key that is no UTF-8', { type: 'map', values: 'int' }, '0202ff0000', /not valid UTF-8/],
  [
    'a symbol that there is not',
    { type: 'enum', name: 'E', symbols: ['A', 'B'] },
    '04',
    /expected an index below 2, found 2/,
  ],
  [
    'a branch that there is not',
    record(['null', 'int']),
    '04',
    /^f0, byte 0 of 1: expected an index below 2, found 2$/,
  ],
  ['a negative branch', ['null', 'int'], '01', /expected an index below 2, found -1/],
  [
    'more items than bytes',
    points,
    '10000000',
    /^f0, byte 0 of 4: 8 items are said to follow, for which there is no room/,
  ],
  ['an astronomical count', points, long(2 ** 62), /no room/],
  [
    'an end within an item',
    record({ type: 'array', items: 'string' }),
    '0402410a',
    /^f0\[1\], byte 3 of 4: 5 bytes are said to follow, but 0 do/,
  ],
  ['too many items of no bytes', empties, `${long(10_100)}00`, /too many values that take no bytes/],
  ['many blocks of items of no bytes', empties, long(900).repeat(12), /too many values that take no bytes/],
  ['a block longer than the message', points, `0120${'00'.repeat(8)}00`, /16 bytes are said to follow, but 9 do/],
  [
    'a block that says a wrong length',
    points,
    `010e${'00'.repeat(8)}00`,
    /^f0, byte \d+ of 11: a block of items is not as long as it says/,
  ],
  [
    'records nested without measure',
    chain,
    `${'02'.repeat(300)}00`,
    /^next\.next\..*: records are nested more than 200 deep$/,
  ],
  [
    'a decimal of very many digits',
    { type: 'bytes', logicalType: 'decimal', scale: 0 },
    `${long(1025)}${'11'.repeat(1025)}`,
    /a decimal of 1025 bytes/,
  ],
  ['a day that JavaScript has not', { type: 'int', logicalType: 'date' }, long(200_000_000), /are no date/],
  [
    'a moment that JavaScript has not',
    { type: 'long', logicalType: 'timestamp-millis' },
    long(8.64e15 + 1),
    /are no date/,
  ],
  [
    'an int8 of nine bits',
    record({ type: 'int', 'connect.type': 'int8' }),
    long(128),
    /^f0, byte 0 of 2: 128 has more than 8 bits$/,
  ],
]

describe('bytes that are not well formed', () => {
  for (const [what, schema, hex, message] of refusals) {
    const avro = parseSchema({ text: JSON.stringify(schema) }, { enhancedSchemaSupport: false })
    it(`${what}: refused in the same words whatever is needed`, () => {
      for (const needs of ['all', 'nothing', [['f0']]] as const)
        assert.throws(
          () => avro.reader(needs).read(Buffer.from(hex, 'hex'), 0),
          error => {
            assert.ok(ConnectError.is(error))
            assert.equal(error.code, 'RECORD_UNREADABLE')
            assert.match(error.message, message)
            return true
          },
        )
    })
  }

  it('a reader goes on after it', () => {
    const { read } = parseSchema({ text: JSON.stringify(chain) }, { enhancedSchemaSupport: false }).reader('all')
    for (let attempt = 0; attempt < 3; attempt += 1)
      assert.throws(() => read(Buffer.alloc(300, 2), 0), /too early|200 deep/)
    assert.deepEqual(read(Buffer.from('0200', 'hex'), 0), { next: { next: null } })
  })
})

const read = (schema: unknown, hex: string) =>
  parseSchema({ text: JSON.stringify(schema) }, { enhancedSchemaSupport: false })
    .reader('all')
    .read(Buffer.from(hex, 'hex'), 0)

describe('bytes that are unusual but well formed', () => {
  it('numbers may be written with more bytes than they need', () => {
    assert.equal(read('int', '8000'), 0)
    assert.equal(read('long', '818000'), -1n)
    assert.equal(read(['null', 'int'], '82000a'), 5)
    assert.equal(read('string', '82800041'), 'A')
  })

  it('items come in several blocks, with or without their length', () => {
    assert.deepEqual(read({ type: 'array', items: 'int' }, '04020401020600'), [1, 2, 3])
    assert.deepEqual(
      read({ type: 'map', values: 'int' }, '02026102010602620400'),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    )
  })

  it('a few items may take no bytes', () => {
    assert.deepEqual(read(empties, '0600'), [{}, {}, {}])
  })
})
