import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { jsonWriter, type Schema } from 'psconnect/plugin'
import { of, refused, write } from './write.ts'

const struct = (fields: Readonly<Record<string, Schema>>): Schema =>
  of('struct', { fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })) })

const named = (type: Schema['type'], name: string, parameters = {}): Schema =>
  of(type, { name: `org.apache.kafka.connect.data.${name}`, parameters })

describe('text', () => {
  it('is read back as it was, whatever is in it', () => {
    const texts = [
      '',
      'plain',
      '"\\/\b\f\n\r\t\u0000\u001f\u007f',
      'é\u2028\u2029ﷺ𝒳',
      '\ud800',
      'a\udc00b',
      '\ud800\ud800\udc00',
    ]
    for (const text of texts) {
      assert.equal(JSON.parse(write(of('string'), text)), text)
      assert.deepEqual(JSON.parse(write(null, { [text]: text })), { [text]: text })
      assert.deepEqual(JSON.parse(write(struct({ [text]: of('string') }), { [text]: text })), { [text]: text })
    }
  })

  it('is UTF-8 without detours', () => {
    assert.equal(write(of('string'), 'é𝒳\n'), '"é𝒳\\n"')
  })
})

describe('structs', () => {
  it('have their fields in the order of the schema, and no others', () => {
    assert.equal(write(struct({ b: of('int32'), a: of('boolean') }), { a: true, x: 1, b: 2 }), '{"b":2,"a":true}')
    assert.equal(write(struct({}), {}), '{}')
  })

  it('may have fields called like what every object has', () => {
    const schema = struct({ ['__proto__']: of('int32'), constructor: of('int32', { optional: true }) })
    assert.equal(write(schema, JSON.parse('{"__proto__": 1}')), '{"__proto__":1,"constructor":null}')
    refused(/at __proto__, expected a value/, schema, {})
  })

  it('takes fields of any name', () => {
    const names = ['"', "'", '`${x}`', '\\', '\n', '\u2028', '*/', '', '];throw 1;//', 'toString', 'é'.repeat(300)]
    const schema = struct(Object.fromEntries(names.map(name => [name, of('int32')])))
    const value = Object.fromEntries(names.map((name, index) => [name, index]))
    assert.equal(write(schema, value), JSON.stringify(value))
  })

  it('may lack what is optional; what else is missing is named by its path', () => {
    const schema = struct({
      list: of('array', { items: struct({ 'x y': of('int32'), z: of('int32', { optional: true }) }) }),
    })
    assert.equal(write(schema, { list: [{ 'x y': 1 }] }), '{"list":[{"x y":1,"z":null}]}')
    const missing = { list: [{ 'x y': 1 }, {}] }
    refused(/at list\[1\]\.x y, expected a value, as the schema requires one, found no value/, schema, missing)
    refused(/at list,/, schema, {})
    refused(/JSON: expected a value/, schema, null)
  })

  it('are objects: nothing else is one whose fields are all missing', () => {
    const schema = struct({ a: of('int32', { optional: true }) })
    for (const value of [[], new Map([['a', 1]]), new Uint8Array(1), 'a'])
      refused(/expected an object, found/, schema, value)
  })

  it('that contain their own schema are written down to the last', () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', optional: true, fields }
    fields.push({ name: 'next', schema: node })
    assert.equal(write(node, { next: { next: null } }), '{"next":{"next":null}}')
  })
})

it('the default of a schema stands for null where that is asked for', () => {
  const schema = struct({ a: of('int32', { default: 7 }), b: of('int32', { optional: true, default: 8 }) })
  assert.equal(write(schema, { b: null }, { nullAsDefault: true }), '{"a":7,"b":8}')
  refused(/at a/, schema, { b: null })
})

describe('maps', () => {
  it('with text for keys are objects', () => {
    const schema = of('map', { items: of('int32') })
    assert.equal(
      write(
        schema,
        new Map([
          ['__proto__', 1],
          ['b', 2],
        ]),
      ),
      '{"__proto__":1,"b":2}',
    )
    refused(/at \["a"\], expected a whole number/, schema, new Map([['a', 'b']]))
    refused(/expected a Map, found an object/, schema, { a: 1 })
  })

  it('with other keys are arrays of pairs', () => {
    const schema = of('map', { keys: of('int64'), items: of('string') })
    assert.equal(
      write(
        schema,
        new Map([
          [1n, 'a'],
          [2n, 'b'],
        ]),
      ),
      '[[1,"a"],[2,"b"]]',
    )
  })
})

describe('values of a form of their own', () => {
  it('are days, milliseconds and digits', () => {
    assert.equal(write(named('int32', 'Date'), new Date('1969-12-31')), '-1')
    assert.equal(write(named('int32', 'Time'), new Date(86_399_999)), '86399999')
    assert.equal(write(named('int64', 'Timestamp'), new Date(-1)), '-1')
    assert.equal(
      write(named('bytes', 'Decimal', { scale: '2' }), '-12345678901234567890.50'),
      '-12345678901234567890.50',
    )
  })

  it('are, as Kafka Connect has decimals, the base64 of their unscaled value', () => {
    const decimal = named('bytes', 'Decimal', { scale: '2' })
    const bytes = (text: string) => [...Buffer.from(JSON.parse(write(decimal, text, { decimals: 'base64' })), 'base64')]
    assert.deepEqual(bytes('0'), [0])
    assert.deepEqual(bytes('1.27'), [127])
    assert.deepEqual(bytes('1.28'), [0, 128])
    assert.deepEqual(bytes('-1.28'), [128])
    assert.deepEqual(bytes('-1.29'), [255, 127])
    refused(/at most 2 digits/, decimal, '1.234', { decimals: 'base64' })
  })

  it('must be what they are called', () => {
    refused(/without a time of day/, named('int32', 'Date'), new Date(1))
    refused(/a time of day/, named('int32', 'Time'), new Date(-1))
    refused(/a valid Date, found a bigint/, named('int64', 'Timestamp'), 5n)
    refused(/a valid Date/, named('int64', 'Timestamp'), new Date(Number.NaN))
    for (const text of ['', '1e5', '01', '.5', '5.', 'NaN', '1 '])
      refused(/digits of a decimal/, named('bytes', 'Decimal'), text)
  })
})

describe('values without a schema', () => {
  it('are written by what they are', () => {
    const value = {
      a: [null, true, 1.5, 2n ** 70n, 'x'],
      b: Uint8Array.of(255),
      c: new Date(5),
      d: undefined,
      e: new Map([['k', 1]]),
    }
    assert.equal(write(null, value), `{"a":[null,true,1.5,${2n ** 70n},"x"],"b":"/w==","c":5,"d":null,"e":{"k":1}}`)
    assert.equal(write(null, new Map([[1, 2]])), '[[1,2]]')
    assert.equal(write(null, undefined), 'null')
  })

  it('are refused where JSON has nothing for them', () => {
    refused(/at \["a"\]\[0\], expected a value that JSON has, found a function/, null, { a: [() => 1] })
    const circle: unknown[] = []
    circle.push(circle)
    refused(/more than 500 values within each other/, null, circle)
  })
})

describe('what was written', () => {
  it('has its own size and memory', () => {
    const writer = jsonWriter()
    const [first, second] = ['a'.repeat(200_000), 'b'].map(value => writer({ schema: null, value }))
    assert.equal(first?.buffer.byteLength, 200_002)
    assert.equal(Buffer.from(first ?? []).toString(), `"${'a'.repeat(200_000)}"`)
    assert.equal(Buffer.from(second ?? []).toString(), '"b"')
  })

  it('is refused beyond a limit, with both sizes, and not built', () => {
    const value = Array.from({ length: 1_000_000 }, () => 'xxxxxxxxxx')
    refused(/as JSON the value has 13000001 bytes, and the limit is 100000/, null, value, { maxBytes: 100_000 })
    assert.equal(write(null, 'abc', { maxBytes: 5 }), '"abc"')
    refused(/has 6 bytes, and the limit is 5/, null, 'abcd', { maxBytes: 5 })
  })
})
