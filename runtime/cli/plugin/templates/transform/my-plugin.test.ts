import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkTransform, connectRecord } from 'psconnect/plugin/testing'
import samples from './my-plugin.samples.ts'
import plugin from './my-plugin.ts'

it('keeps the contract of transforms', () => checkTransform(plugin, samples))

it('adds its header behind the others', async () => {
  const transform = await plugin.create({ text: 'hello' }, { log: console, signal: new AbortController().signal })
  const changed = transform.apply(connectRecord({ headers: { first: 1 } }))
  assert.deepEqual(
    changed?.headers.map(({ key, value }) => [key, value.value]),
    [
      ['first', 1],
      ['my-plugin', 'hello'],
    ],
  )
})
