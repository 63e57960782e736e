import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectError, type Schema } from 'psconnect/plugin'
import json from '../../../plugins/converter-json/index.ts'
import { converter } from './converter.ts'

const plain = await converter({ 'schemas.enable': false })
const enveloped = await converter({})

const unreadable = (read: () => unknown, message: RegExp): void =>
  assert.throws(
    read,
    error => ConnectError.is(error) && error.code === 'RECORD_UNREADABLE' && message.test(error.message),
  )

const of = (type: Schema['type'], more: Partial<Schema> = {}): Schema => ({ type, optional: false, ...more })

const read = (schema: string, payload: string) => enveloped.decode(`{"schema":${schema},"payload":${payload}}`)

/** With the payload first. */
const valueOf = (payload: string, schema: string) => enveloped.decode(`{"payload":${payload},"schema":${schema}}`).value

const named = (type: string, name: string, scale = '2') =>
  `{"type":"${type}","name":"org.apache.kafka.connect.data.${name}","parameters":{"scale":"${scale}"}}`

describe('JSON without schemas', () => {
  it('becomes plain values, whose whole numbers are exact', () => {
    const { schema, value } = plain.decode(' {"a": [1, 2.5, 9007199254740993, 1e3, "é", null], "b": {"c": true}} ')
    assert.equal(schema, null)
    assert.deepEqual(value, { a: [1, 2.5, 9007199254740993n, 1000, 'é', null], b: { c: true } })
  })

  it('may have a member called __proto__, which is none', () => {
    const value = plain.decode('{"__proto__": {"admin": true}}').value as object
    assert.equal('admin' in value, false)
    assert.deepEqual(Object.keys(value), ['__proto__'])
  })

  it('that is nothing at all is null', () => {
    assert.deepEqual(plain.decode(''), { schema: null, value: null })
    assert.deepEqual(plain.decode('null'), { schema: null, value: null })
  })

  it('is refused with the place of what is wrong, and nothing of what stands there', () => {
    unreadable(
      () => plain.decode('{"secret": x}'),
      /^not JSON: found a character that cannot stand there at character 12$/,
    )
    unreadable(() => plain.decode('{"secret": "a'), /^not JSON: found its end at character 14$/)
    unreadable(() => plain.decode('["\\q"]'), /a string with an unknown escape at character 2$/)
    unreadable(() => plain.decode('[1e999]'), /a number beyond what a double or 1,000 digits hold at character 2$/)
    unreadable(() => plain.decode('['.repeat(600)), /more than 500 values within each other at character 501$/)
  })

  it('is refused with the byte at which that is, also behind characters of several bytes', () => {
    const positions = ['{"é": x}', '["a"', 'x'].map(text => {
      try {
        return plain.decode(text)
      } catch (error) {
        return ConnectError.is(error) && error.position
      }
    })
    assert.deepEqual(positions, [7, 4, 0])
  })

  it('is what plain values become, and those of a schema', () => {
    assert.equal(plain.encode({ schema: null, value: { a: 1n, b: [null] } }), '{"a":1,"b":[null]}')
    assert.equal(plain.encode({ schema: of('float32'), value: Number.NaN }), '"NaN"')
  })
})

describe('JSON with schemas', () => {
  it('becomes values of their types', () => {
    const fields = ['int8', 'int16', 'int32', 'int64', 'float', 'double', 'boolean', 'string', 'bytes']
    const schema = `{"type":"struct","fields":[${fields.map(type => `{"type":"${type}","field":"${type}"}`).join(',')}]}`
    const payload =
      '{"int8":-128,"int16":32767,"int32":7,"int64":-9223372036854775808,"float":0.1,"double":0.1,"boolean":true,"string":"s","bytes":"AQ=="}'
    assert.deepEqual(read(schema, payload).value, {
      int8: -128,
      int16: 32767,
      int32: 7,
      int64: -(2n ** 63n),
      float: Math.fround(0.1),
      double: 0.1,
      boolean: true,
      string: 's',
      bytes: Buffer.of(1),
    })
  })

  it('becomes the forms that schemas have by name', () => {
    assert.deepEqual(read(named('int32', 'Date'), '-1').value, new Date('1969-12-31'))
    assert.deepEqual(read(named('int32', 'Time'), '5').value, new Date(5))
    assert.deepEqual(read(named('int64', 'Timestamp'), '1000').value, new Date(1000))
    for (const [decimal, text] of [
      ['"/4A="', '-1.28'],
      ['""', '0.00'],
      ['12345678901234567890.1e0', null],
      ['1.5e1', '15.00'],
      ['-0.05', '-0.05'],
      ['1.234', undefined],
    ] as const) {
      const decode = () => read(named('bytes', 'Decimal'), decimal).value
      if (text === undefined) unreadable(decode, /expected a decimal with 2 digits after its point/)
      else assert.equal(decode(), text ?? '12345678901234567890.10')
    }
  })

  it('gives all records of a schema one object for it', () => {
    const schema = '{"type":"map","keys":{"type":"string"},"values":{"type":"int32"}}'
    const [first, second] = ['{"a":1}', '{}'].map(payload => read(schema, payload))
    assert.deepEqual(first?.value, new Map([['a', 1]]))
    assert.equal(first?.schema, second?.schema)
  })

  it('may have the payload first', () => {
    assert.equal(valueOf('9007199254740993', '{"type":"int64"}'), 9007199254740993n)
    assert.equal(valueOf('1.10', named('bytes', 'Decimal')), '1.10')
    assert.deepEqual(valueOf('[7]', 'null'), [7])
  })

  it('has defaults for what is null, unless told otherwise', async () => {
    const schema = '{"type":"int64","optional":true,"default":9007199254740993}'
    assert.equal(read(schema, 'null').value, 9007199254740993n)
    const literal = await converter({ 'replace.null.with.default': false })
    assert.equal(literal.decode(`{"schema":${schema},"payload":null}`).value, null)
  })

  it('is refused where it does not fit, naming the place', () => {
    const schema = '{"type":"struct","fields":[{"type":"array","items":{"type":"int8"},"field":"a"}]}'
    unreadable(
      () => read(schema, '{"a":[1,300]}'),
      /^it does not fit its schema: at a\[1\], expected a whole number of 8 bits, found a number$/,
    )
    unreadable(() => read(schema, '{}'), /at a, expected a value, as the schema requires one, found none/)
    unreadable(() => read(schema, '[]'), /expected an object, found an array/)
    unreadable(
      () => read('{"type":"array","items":{"type":"long"}}', '[]'),
      /^the schema is none: at items, expected one of the types int8, /,
    )
  })

  it('is refused where it is made to take long or to seem what it is not', () => {
    for (const scale of ['1e9', '-1e9', 'x', '0.5'])
      unreadable(() => read(named('bytes', 'Decimal', scale), '"AQ=="'), /whose scale is a whole/)
    unreadable(
      () => read(named('bytes', 'Decimal', '0'), `"${Buffer.alloc(1_000, 1).toString('base64')}"`),
      /not more than 1000/,
    )
    unreadable(() => read(named('bytes', 'Decimal', '0'), '1e999999999'), /not more than 1000/)
    unreadable(() => read('{"type":"bytes"}', '{"toString":1}'), /expected base64, found an object/)
    unreadable(() => read('{"type":{"toString":1}}', '1'), /expected one of the types/)
  })

  it('that is no envelope is refused with the key that would read it', () => {
    for (const text of ['{"a":1}', '[]', '{"schema":null}', '{"schema":null,"payload":1,"x":2}'])
      unreadable(
        () => enveloped.decode(text),
        /members "schema" and "payload" and no others, but it .*; schemas.enable=false reads plain JSON/,
      )
  })

  it('is written with the schema as Kafka Connect writes it', () => {
    const schema = of('struct', {
      name: 'alert',
      version: 1,
      fields: [
        { name: 'id', schema: of('int64', { doc: 'the id', default: 5n }) },
        { name: 'm', schema: of('map', { items: of('float32', { optional: true }) }) },
      ],
    })
    assert.equal(
      enveloped.encode({ schema, value: { id: null, m: new Map([['a', 1.5]]) } }),
      '{"schema":{"type":"struct","fields":[{"type":"int64","optional":false,"doc":"the id","default":5,"field":"id"},' +
        '{"type":"map","keys":{"type":"string","optional":false},"values":{"type":"float","optional":true},"optional":false,"field":"m"}],' +
        '"optional":false,"name":"alert","version":1},"payload":{"id":5,"m":{"a":1.5}}}',
    )
    assert.equal(enveloped.encode({ schema: null, value: 'x' }), '{"schema":null,"payload":"x"}')
  })

  it('cannot say that a schema contains itself', () => {
    const fields: { name: string; schema: Schema }[] = []
    const schema = of('struct', { optional: true, name: 'node', fields })
    fields.push({ name: 'next', schema })
    assert.throws(() => enveloped.encode({ schema, value: {} }), /the schema node contains itself/)
  })
})

describe('schema.content', () => {
  it('is the schema of bare values', async () => {
    const bare = await converter({ 'schema.content': '{"type":"int64","optional":true}' })
    const { schema, value } = bare.decode('9007199254740993')
    assert.deepEqual({ schema, value }, { schema: of('int64', { optional: true }), value: 9007199254740993n })
    assert.equal(bare.encode({ schema, value }), '9007199254740993')
  })

  it('must be a schema', () => {
    const { problem } = json.config['schema.content']
    assert.equal(problem?.('{"type":"string"}'), undefined)
    assert.match(
      String(problem?.('{"type":"text"}')),
      /^must be a schema in JSON, but: the schema is none: expected one of the types/,
    )
    assert.match(String(problem?.('{')), /not JSON: found its end at character 2/)
  })
})
