import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PluginKind } from '../../../runtime/api/plugin.ts'
import { resolveName } from '../../../runtime/plugin-loader/resolve-name.ts'
import { fixturePlugins } from '../../fixtures/plugins/index.ts'

function find(kind: PluginKind, name: string): string {
  const found = resolveName(fixturePlugins, kind, name)
  return 'problem' in found ? found.problem : found.name
}

it('finds a plugin by its short name and by its Java class', () => {
  assert.equal(find('sink', 'drawer'), 'drawer')
  assert.equal(find('sink', 'org.example.drawers.DrawerSinkConnector'), 'drawer')
})

it('finds one by the class without its package, and that without its kind', () => {
  assert.equal(find('converter', 'UpperConverter'), 'upper')
  assert.equal(find('converter', 'Upper'), 'upper')
})

it('asks which, where a short class name is that of two', () => {
  for (const name of ['DrawerSinkConnector', 'DrawerSink']) {
    assert.match(find('sink', name), /drawer \(org\.example.*\) or other-drawer \(org\.other/)
  }
})

it('lists what there is of the kind when there is no such plugin', () => {
  assert.equal(
    find('converter', 'drawer'),
    'must name a converter that exists (found "drawer"; there are: bytes, framed, upper (org.example.UpperConverter))',
  )
})

it('names the one that was probably meant, in the form that was used', () => {
  for (const [found, meant] of [
    ['uper', 'upper'],
    ['UperConverter', 'UpperConverter'],
    ['org.example.UperConverter', 'org.example.UpperConverter'],
  ] as const)
    assert.equal(
      find('converter', found),
      `must name a converter that exists (found "${found}"; did you mean ${meant}?)`,
    )
})

describe('of plugins that differ after a $ in their names', () => {
  const manifests = ['Cut$Key', 'Cut$Value'].map(name => ({
    kind: 'transform' as const,
    name,
    api: 1,
    aliases: [`org.example.${name}`],
    packageName: '@example/cut',
    version: '1.0.0',
    file: 'package.json',
  }))
  const problemOf = (name: string) => {
    const found = resolveName(manifests, 'transform', name)
    return 'problem' in found ? found.problem : assert.fail()
  }

  it('asks which, where only what stands before it is given', () => {
    for (const name of ['Cut', 'org.example.Cut'])
      assert.equal(problemOf(name), `must say which transform of this name: Cut$Key or Cut$Value (found "${name}")`)
  })

  it('lists each once, where its name is that of its class', () => {
    assert.equal(problemOf('Cat'), 'must name a transform that exists (found "Cat"; there are: Cut$Key, Cut$Value)')
  })
})
