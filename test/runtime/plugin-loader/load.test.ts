import assert from 'node:assert/strict'
import { it } from 'node:test'
import { importPlugin } from '../../../runtime/plugin-loader/import-plugin.ts'
import { fixtureLookup } from '../../fixtures/plugins/index.ts'

it('imports the plugin and says where every thread finds it', async () => {
  const found = await fixtureLookup.find('sink', 'drawer', '.')
  assert.ok('plugin' in found)
  assert.equal(found.plugin.name, 'drawer')
  const { default: again } = await import(found.module)
  assert.equal(again, found.plugin)
})

const refused = {
  future: /made for version 2 of the plugin API, but this psconnect has version 1/,
  misshapen: /default export is the converter other, but must be the sink misshapen as its package.json says/,
  throwing: /this module was imported/,
}
for (const [name, why] of Object.entries(refused)) {
  it(`says why the plugin ${name} cannot be loaded`, async () => {
    const found = await fixtureLookup.find('sink', name, '.')
    assert.ok('problem' in found)
    assert.match(found.problem, why)
  })
}

it('finds each of several plugins of one package', async () => {
  for (const kind of ['transform', 'predicate'] as const) {
    const found = await fixtureLookup.find(kind, 'several', '.')
    assert.ok('plugin' in found)
    assert.equal(found.plugin.kind, kind)
    assert.equal(await importPlugin({ name: 'several', module: found.module }, kind), found.plugin)
  }
})
