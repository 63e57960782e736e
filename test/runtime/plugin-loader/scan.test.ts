import assert from 'node:assert/strict'
import { it } from 'node:test'
import { scanBuiltIns } from '../../../runtime/plugin-loader/scan.ts'
import { fixturePlugins } from '../../fixtures/plugins/index.ts'

it('finds the plugins that psconnect depends on, all of a package that has several', () => {
  const found = scanBuiltIns().map(({ kind, name }) => `${kind} ${name}`)

  for (const one of ['source kafka', 'converter bytes', 'transform Filter', 'predicate HasHeaderKey', 'sink pubsub'])
    assert.ok(found.includes(one), one)
})

it('runs no plugin code', () => {
  // Importing this one throws.
  assert.ok(fixturePlugins.some(({ name }) => name === 'throwing'))
})
