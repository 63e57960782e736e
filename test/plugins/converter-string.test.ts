import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ConnectError, type Converter, type Schema } from 'psconnect/plugin'
import { checkConverter } from 'psconnect/plugin/testing'
import string from '../../plugins/converter-string/index.ts'
import { writesTheSameBytes } from './same-bytes.ts'

const encodings: Readonly<Record<string, { readable: readonly Buffer[]; unreadable: readonly Buffer[] }>> = {
  'UTF-8': {
    readable: ['', 'é𝒳\0', '\ufeffmarked'].map(text => Buffer.from(text)),
    unreadable: [Buffer.of(0xff), Buffer.of(0xed, 0xa0, 0x80), Buffer.of(0xc3)],
  },
  'US-ASCII': { readable: [Buffer.from('a\x7f')], unreadable: [Buffer.of(128)] },
  'ISO-8859-1': { readable: [Buffer.from(Array.from({ length: 256 }, (_, code) => code))], unreadable: [] },
  'UTF-16LE': { readable: [Buffer.from('é𝒳', 'utf16le')], unreadable: [Buffer.of(0), Buffer.of(0, 0xd8)] },
  'UTF-16BE': { readable: [Buffer.from('é𝒳', 'utf16le').swap16()], unreadable: [Buffer.of(0), Buffer.of(0xd8, 0)] },
  'UTF-16': { readable: [Buffer.of(0xfe, 0xff, 0, 0xe9)], unreadable: [Buffer.of(0xff, 0xfe, 0)] },
}

for (const [encoding, cases] of Object.entries(encodings))
  it(`keeps the contract with ${encoding}, and writes what it has read as the same bytes`, async () => {
    const config = { 'converter.encoding': encoding }
    await checkConverter(string, { config, ...cases })
    await writesTheSameBytes(string, config, cases.readable)
  })

const origin = { topic: 'alerts', part: 'value' } as const
const create = async (encoding = 'UTF-8'): Promise<Converter> =>
  string.create(
    { 'converter.encoding': encoding },
    { log: console, signal: new AbortController().signal, retrying() {}, figure() {}, needs: 'all' },
  )

it('reads text with the schema of text', async () => {
  const converter = await create()
  assert.deepEqual(converter.decode(Buffer.from('é'), origin), {
    schema: { type: 'string', optional: true },
    value: 'é',
  })
})

it('reads UTF-16 in whichever order its first character says', async () => {
  const converter = await create('UTF-16')
  for (const bytes of [
    [0xff, 0xfe, 0x58, 0x04],
    [0xfe, 0xff, 0x04, 0x58],
    [0x04, 0x58],
  ])
    assert.equal(converter.decode(Buffer.from(bytes), origin).value, '\u0458')
})

it('knows the names of character sets as Java does', () => {
  const { problem } = string.config['converter.encoding']
  for (const name of ['UTF8', 'utf-8', 'ISO8859_1', 'us-ascii', 'UTF_16']) assert.equal(problem?.(name), undefined)
  assert.equal(problem?.('EBCDIC'), 'must be one of UTF-8, US-ASCII, ISO-8859-1, UTF-16LE, UTF-16BE, UTF-16')
})

it('writes numbers and booleans as Java does', async () => {
  const converter = await create()
  const write = (value: unknown, type?: Schema['type']) =>
    Buffer.from(converter.encode({ schema: type ? { type, optional: false } : null, value }, origin)).toString()
  assert.equal(write(5, 'float64'), '5.0')
  assert.equal(write(5, 'int32'), '5')
  assert.equal(write(2n ** 63n - 1n, 'int64'), '9223372036854775807')
  assert.equal(write(false), 'false')
})

const refused = (message: RegExp) => (error: unknown) =>
  ConnectError.is(error) && error.code === 'RECORD_UNREADABLE' && message.test(error.message)

it('refuses what it cannot write as it is', async () => {
  const ascii = await create('US-ASCII')
  assert.throws(
    () => ascii.encode({ schema: null, value: 'é' }, origin),
    refused(/characters that US-ASCII does not have/),
  )
  const utf8 = await create()
  assert.throws(() => utf8.encode({ schema: null, value: '\ud800' }, origin), refused(/characters that UTF-8/))
  assert.throws(
    () => utf8.encode({ schema: null, value: {} }, origin),
    refused(/found a value of the type object: the json converter writes any/),
  )
})
