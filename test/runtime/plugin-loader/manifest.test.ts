import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ConnectError } from '../../../runtime/api/errors.ts'
import { readManifests } from '../../../runtime/plugin-loader/manifest.ts'
import { packageFiles } from '../../fixtures/plugins/index.ts'

it('reads what a plugin says about itself', () => {
  const [file = ''] = packageFiles('drawer-sink')
  assert.deepEqual(readManifests(file), [
    {
      kind: 'sink',
      name: 'drawer',
      api: 1,
      aliases: ['org.example.drawers.DrawerSinkConnector'],
      packageName: '@fixture/drawer-sink',
      version: '0.0.0',
      file,
    },
  ])
})

it('sees that a package is no plugin', () => {
  assert.deepEqual(readManifests(new URL('../../../package.json', import.meta.url).pathname), [])
})

it('names everything that is wrong with a manifest, and the file', () => {
  const [file = ''] = packageFiles('misdescribed-sink')
  assert.throws(
    () => readManifests(file),
    error => {
      assert.ok(ConnectError.is(error) && error.code === 'PLUGIN_INCOMPATIBLE')
      for (const part of [file, 'kind must', 'name must', 'api must', 'aliases must'])
        assert.ok(error.message.includes(part))
      return true
    },
  )
})
