import assert from 'node:assert/strict'
import { it } from 'node:test'
import { scanBuiltIns } from '../../../runtime/plugin-loader/scan.ts'
import { fixturePlugins } from '../../fixtures/plugins/index.ts'

it('finds the plugins that psconnect depends on', () => {
  assert.deepEqual(
    scanBuiltIns()
      .map(({ kind, name }) => `${kind} ${name}`)
      .toSorted(),
    ['converter avro', 'converter bytes', 'sink pubsub', 'source kafka'],
  )
})

it('runs no plugin code', () => {
  // Importing this one throws.
  assert.ok(fixturePlugins.some(({ name }) => name === 'throwing'))
})
