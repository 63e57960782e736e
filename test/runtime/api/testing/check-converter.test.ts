import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  ConnectError,
  type Converter,
  type ConverterContext,
  defineConverter,
  type Schema,
  type SchemaAndValue,
  string,
} from 'psconnect/plugin'
import { ContractError, checkConverter } from 'psconnect/plugin/testing'
import { breaks } from './broken.ts'

const schema: Schema = { type: 'array', optional: false, items: { type: 'string', optional: false } }
const readable = [Buffer.from('a,b'), Buffer.from('é')]
const unreadable = [Buffer.of(0xff)]
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const fits = (item: unknown) => typeof item === 'string' && item.isWellFormed() && !item.includes(',')

/** Text between commas, as lists. */
const good: Converter = {
  decode(bytes) {
    try {
      return { schema, value: decoder.decode(bytes).split(',') }
    } catch (cause) {
      throw new ConnectError('RECORD_UNREADABLE', 'it is no UTF-8', { cause })
    }
  },
  encode({ value }) {
    if (!Array.isArray(value) || !value.every(fits) || value.length === 0)
      throw new ConnectError('RECORD_UNREADABLE', 'it is no list of texts')
    return Buffer.from(value.join())
  },
}

const check = (
  make: (context: ConverterContext) => Partial<Converter>,
  plugin: { format?: string; cannotEncode?: () => string } = {},
) =>
  checkConverter(
    defineConverter({
      name: 'list',
      config: {},
      ...plugin,
      create: (_, context) => ({ ...good, ...make(context) }),
    }),
    { readable, unreadable, limitMs: 2_000 },
  )
const made = (change: (data: SchemaAndValue, bytes: Uint8Array) => SchemaAndValue) => () => ({
  decode: (bytes: Uint8Array, origin: Parameters<Converter['decode']>[1]) => change(good.decode(bytes, origin), bytes),
})
const never = new Promise<never>(() => {})

it('a converter that keeps the contract passes', () => check(() => ({})))

it('one that cannot encode need not', () =>
  check(
    () => ({
      encode() {
        throw new ConnectError('RECORD_UNREADABLE', 'it only reads')
      },
    }),
    { cannotEncode: () => 'it only reads' },
  ))

let count = 0
let kept: Uint8Array = new Uint8Array()
const cases: readonly [asks: string, make: (context: ConverterContext) => Partial<Converter>, format?: string][] = [
  ['the methods decode and encode', () => ({ encode: undefined as never })],
  ['return { schema, value }, not a promise', () => ({ decode: (async () => ({ schema, value: ['a'] })) as never })],
  ['decode must read what it is made for', made(() => assert.fail('no'))],
  ['of the type that its schema says', made(data => ({ ...data, schema: { type: 'int64', optional: false } }))],
  ['share one schema object', made(data => ({ ...data, schema: { ...schema } }))],
  ['must give the bytes a value was read from', made(data => data), 'lists'],
  ['one without must not', made((data, bytes) => ({ ...data, encoded: { bytes, bodyStart: 0, format: 'lists' } }))],
  ['the same of the same bytes', made(data => ({ ...data, value: [`${count++}`, ...(data.value as string[])] }))],
  ['leave the bytes as they are', made((data, bytes) => (bytes.fill(0), data))],
  [
    'must not keep the bytes',
    made((_, bytes) => {
      if (bytes.length !== kept.length) kept = bytes
      return good.decode(kept, { topic: '', part: 'value' })
    }),
  ],
  ['refuse what it cannot read', lenient],
  [
    'whatever it is given',
    made((data, bytes) => {
      if (bytes.length === 0) throw new TypeError('Cannot read properties of undefined')
      return data
    }),
  ],
  [
    'need nothing of a value, decode must refuse the same',
    ({ needs }) => (needs === 'nothing' ? { decode: () => ({ schema, value: ['a'] }) } : {}),
  ],
  ['read as the same again', () => ({ encode: () => Buffer.from('other') })],
  [
    'what a damaged payload is read as',
    () => ({
      encode: (data, origin) =>
        JSON.stringify(data.value) === '["a","b"]' || JSON.stringify(data.value) === '["é"]'
          ? good.encode(data, origin)
          : Buffer.from('other'),
    }),
  ],
  [
    'leave the value as it is',
    () => ({ encode: (data, origin) => good.encode({ ...data, value: emptied(data.value) }, origin) }),
  ],
  ['whatever a transform may have made', () => ({ encode: data => Buffer.from((data.value as string[]).join()) })],
  [
    'no key or no value',
    () => ({ prepareDecode: async batch => void batch.map(({ value }) => value?.length ?? assert.fail()) }),
  ],
  [
    'end when its signal aborts, and work again',
    () => ({ prepareDecode: (_batch, _origin, signal) => (signal.aborted ? never : Promise.resolve()) }),
  ],
  [
    'close may be called again',
    () => {
      let closed = false
      return {
        async close() {
          assert.ok(!closed, 'closed twice')
          closed = true
        },
      }
    },
  ],
]

function lenient(): Partial<Converter> {
  return { decode: bytes => ({ schema, value: Buffer.from(bytes).toString().split(',') }) }
}

function emptied(value: unknown): unknown {
  const copied = [...(value as string[])]
  ;(value as string[]).length = 0
  return copied
}

describe('the kit finds out', () => {
  for (const [asks, make, format] of cases)
    it(`a converter that breaks: ${asks}`, () => breaks(check(make, format ? { format } : {}), asks))

  it('a converter that waits for an answer for ever, also when the task ends', () =>
    breaks(
      checkConverter(
        defineConverter({
          name: 'list',
          config: { url: string({ doc: 'Who is asked.', default: 'http://here' }) },
          create: ({ url }) => ({ ...good, prepareDecode: () => (url === 'http://here' ? Promise.resolve() : never) }),
        }),
        { readable, unanswered: { url: 'http://nowhere' }, limitMs: 300 },
      ),
      'What waits for an answer',
    ))
})

it('a failure says what is asked, what the API says of it, what was found and with which seed', async () => {
  const bad = check(
    made((data, bytes) => {
      if (bytes.length === 4) throw new TypeError('no')
      return data
    }),
  )
  await assert.rejects(bad, error => {
    assert.ok(error instanceof ContractError)
    assert.match(error.message, /^The converter list breaks its contract:\n\n1\. decode must/)
    assert.match(error.message, /The API says \(Converter\): "To refuse a payload, throw `new ConnectError/)
    assert.match(
      error.message,
      /damaged \(seed 1, copy \d+\) \(4 bytes: [0-9a-f]{8}\) it threw no record error, but TypeError: no/,
    )
    assert.doesNotMatch(error.message, /at .*runtime\/api\/testing\/(converter\/|contract)/)
    return true
  })
})
