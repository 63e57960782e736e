import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkConverter } from 'psconnect/plugin/testing'
import samples from './my-plugin.samples.ts'
import plugin from './my-plugin.ts'

it('keeps the contract of converters', () => checkConverter(plugin, samples))

it('reads fields', async () => {
  const context = {
    log: console,
    signal: new AbortController().signal,
    needs: 'all',
    retrying() {},
    figure() {},
  } as const
  const converter = await plugin.create({ separator: ',' }, context)
  const { value } = converter.decode(Buffer.from('M31,0.69'), { topic: 'galaxies', part: 'value' })
  assert.deepEqual(value, ['M31', '0.69'])
})
