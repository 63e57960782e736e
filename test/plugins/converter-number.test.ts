import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ConnectError, type Converter, type ConverterPlugin } from 'psconnect/plugin'
import { checkConverter } from 'psconnect/plugin/testing'
import converters from '../../plugins/converter-number/index.ts'
import { writesTheSameBytes } from './same-bytes.ts'

const named = (name: string): ConverterPlugin => {
  const plugin = converters.find(converter => converter.name === name)
  assert.ok(plugin, name)
  return plugin
}

const readable: Readonly<Record<string, readonly string[]>> = {
  short: ['8000', '7fff'],
  integer: ['80000000', '00000007'],
  long: ['8000000000000000', '7fffffffffffffff'],
  float: ['3dcccccd', '80000000', '7fc00000'],
  double: ['3fb999999999999a', '8000000000000000', '7ff0000000000000'],
  boolean: ['00', '01'],
}
const bytes = (texts: readonly string[]) => texts.map(text => Buffer.from(text, 'hex'))

for (const [name, texts] of Object.entries(readable))
  it(`the converter ${name} keeps the contract, and writes what it has read as the same bytes`, async () => {
    const payloads = bytes(texts)
    await checkConverter(named(name), {
      readable: payloads,
      unreadable: bytes(['', '02', '000000', '000000000000000000']),
    })
    await writesTheSameBytes(named(name), {}, payloads)
  })

const origin = { topic: 'alerts', part: 'key' } as const
const create = async (name: string): Promise<Converter> =>
  named(name).create(
    {},
    { log: console, signal: new AbortController().signal, retrying() {}, figure() {}, needs: 'all' },
  )

it('the values are of the types of the plugin API', async () => {
  const long = await create('long')
  assert.deepEqual(long.decode(Buffer.from('0020000000000001', 'hex'), origin), {
    schema: { type: 'int64', optional: true },
    value: 2n ** 53n + 1n,
  })
  const float = await create('float')
  assert.deepEqual(float.encode({ schema: null, value: 0.1 }, origin), Uint8Array.of(0x3d, 0xcc, 0xcc, 0xcd))
})

it('what does not fit is refused, not cut', async () => {
  const cases = [
    ['short', 32_768],
    ['short', 1.5],
    ['integer', 5n],
    ['long', 2n ** 63n],
    ['long', 5],
    ['boolean', 1],
    ['double', 'x'],
  ] as const
  for (const [name, value] of cases) {
    const converter = await create(name)
    assert.throws(
      () => converter.encode({ schema: null, value }, origin),
      error =>
        ConnectError.is(error) && error.code === 'RECORD_UNREADABLE' && error.message.includes(`the ${name} converter`),
    )
  }
})
