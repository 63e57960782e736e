import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PluginKind } from '../../../runtime/api/plugin.ts'
import { Plugins } from '../../../runtime/plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../../runtime/plugin-loader/scan.ts'
import { definition, folderWith, moduleOf, packageOf } from './support/folder.ts'

const converter = (name: string) => ({ kind: 'converter', name, api: 1 })

/** The name of the plugin that is found, or why there is none. */
async function find(plugins: Plugins, [kind, name]: readonly [PluginKind, string], folder = '/'): Promise<string> {
  const found = await plugins.find(kind, name, folder)
  return 'problem' in found ? found.problem.replaceAll(folder, '.') : found.plugin.name
}

describe('by a path', () => {
  const folder = folderWith({
    'one.ts': `const name: string = 'one'\n${moduleOf('converter', 'one')}`,
    'one.mjs': moduleOf('converter', 'also one'),
    'parts.mjs': `export default [${definition('transform', 'cut')}, ${definition('predicate', 'is cut')}]`,
    'twins.mjs': `export default [${definition('converter', 'a')}, ${definition('converter', 'b')}]`,
    'package/package.json': packageOf([converter('packed'), { kind: 'sink', name: 'packed', api: 1 }], {
      main: 'code.mjs',
    }),
    'package/code.mjs': `export default [${definition('sink', 'packed')}, ${definition('converter', 'packed')}]`,
    'twins/package.json': packageOf([converter('a'), converter('b')]),
    'plain/package.json': '{}',
    'empty/notes.txt': '',
  })
  const plugins = new Plugins([])
  const byPath = (kind: PluginKind, path: string) => find(plugins, [kind, path], folder)

  it('finds what a module exports, from the folder that is named with it', async () => {
    assert.equal(await byPath('converter', './one.ts'), 'one')
    assert.equal(await byPath('converter', './package/../one.mjs'), 'also one')
    assert.equal(await find(plugins, ['converter', '../one.ts'], `${folder}/package`), 'one')
    assert.equal(await find(plugins, ['converter', `${folder}/one.ts`]), 'one')
  })

  it('finds the one of its kind among several', async () => {
    assert.equal(await byPath('transform', './parts.mjs'), 'cut')
    assert.equal(await byPath('predicate', './parts.mjs'), 'is cut')
  })

  it('finds that of a folder, as its package.json says', async () => {
    assert.equal(await byPath('converter', './package'), 'packed')
    assert.equal(await byPath('sink', './package/'), 'packed')
  })

  it('gives what it has found again', async () => {
    const found = await plugins.find('converter', './one.ts', folder)
    assert.ok('plugin' in found)
    assert.equal(await plugins.definition('converter', { name: 'one', module: found.module }), found.plugin)
  })

  const refused: Readonly<Record<string, string>> = {
    './none.ts': 'names the converter ./none.ts, which cannot be loaded: there is no ./none.ts',
    './parts.mjs': 'must name a converter, but ./parts.mjs holds: transform cut, predicate is cut',
    './twins.mjs':
      'must name one converter, but ./twins.mjs holds several (converter a, converter b): give each a file of its own',
    './twins':
      'must name one converter, but ./twins holds several (converter a, converter b): put its folder into plugin.path and name one of them',
    './plain':
      "names the converter ./plain, which cannot be loaded: ./plain/package.json has no field psconnect that says which plugin is there: add it, or name the plugin's file",
    './empty':
      'names the converter ./empty, which cannot be loaded: the folder ./empty has no package.json: name the file of the plugin in it',
    './empty/notes.txt':
      'names the converter ./empty/notes.txt, which cannot be loaded: ./empty/notes.txt must be a .ts, .mts, .js or .mjs file, or a folder with a package.json',
  }
  for (const [path, problem] of Object.entries(refused))
    it(`says why not: ${path}`, async () => assert.equal(await byPath('converter', path), problem))
})

describe('in plugin.path', () => {
  const folder = folderWith({
    'shout.ts': moduleOf('converter', 'shout'),
    'shout.d.ts': '',
    'misnamed.mjs': moduleOf('converter', 'other'),
    'throwing.mjs': "\nthrow new Error('not today')",
    'json.mjs': moduleOf('converter', 'json'),
    'twice.mjs': moduleOf('converter', 'twice'),
    'notes.txt': '',
    'old.jar': '',
    'packed/package.json': packageOf(
      { ...converter('packed'), aliases: ['org.example.PackedConverter'] },
      { version: '3.1.0' },
    ),
    'packed/index.mjs': moduleOf('converter', 'packed'),
    'again/package.json': packageOf(converter('twice')),
    'package.json': packageOf({ kind: 'folder' }, { type: 'module' }),
    'broken/package.json': '{',
    'wrong/package.json': packageOf({ kind: 'convertor' }),
    'node_modules/plain/package.json': packageOf(converter('plain'), {
      name: 'plain',
      exports: { '.': { import: './m.mjs' } },
    }),
    'node_modules/plain/m.mjs': moduleOf('converter', 'plain'),
    'node_modules/@scope/part/package.json': packageOf(converter('scoped')),
    'node_modules/@scope/part/index.mjs': moduleOf('converter', 'scoped'),
    'node_modules/other/package.json': '{}',
  })
  const plugins = new Plugins(scanBuiltIns())
  const problems = plugins.search([folder, `${folder}/gone`, folder])

  for (const name of ['shout', 'packed', 'org.example.PackedConverter', 'plain', 'scoped'])
    it(`finds ${name}`, async () =>
      assert.match(await find(plugins, ['converter', name]), /^(shout|packed|plain|scoped)$/))

  it('says once what is of no use there, and goes on with the rest', () => {
    const [gone, own, broken, wrong, ...others] = problems
    assert.ok(own?.startsWith(`${folder}/package.json: in the field psconnect, kind must be one of `), own)
    assert.equal(gone, `there is no folder ${folder}/gone`)
    assert.match(broken ?? '', /^\S+\/broken\/package\.json cannot be read: /)
    assert.match(wrong ?? '', /^\S+\/wrong\/package\.json: in the field psconnect, kind must be one of /)
    assert.deepEqual(others, [])
  })

  const refused: Readonly<Record<string, string>> = {
    misnamed:
      'names the converter misnamed, which cannot be loaded: ./misnamed.mjs: its default export is the converter other, but must be the converter misnamed to be found by the name of its file',
    throwing: 'names the converter throwing, which cannot be loaded: ./throwing.mjs:2: not today',
    twice:
      'must be one converter, but "twice" is the name of ./again/package.json and of ./twice.mjs: rename or remove one of them',
    shuot: 'must name a converter that exists (found "shuot"; did you mean shout?)',
  }
  for (const [name, problem] of Object.entries(refused))
    it(`says why not: ${name}`, async () => assert.equal(await find(plugins, ['converter', name], folder), problem))

  it('does not let one take the place of one of psconnect', async () => {
    const problem = await find(plugins, ['converter', 'json'], folder)
    assert.match(problem, /^must be one converter, but "json" is the name of \S+\/package\.json and of \.\/json\.mjs: /)
  })

  it('lists them all, with those that have no manifest, and says which cannot be used', async () => {
    const list = await plugins.list()
    const named = (name: string) => list.manifests.filter(manifest => manifest.name === name)
    assert.deepEqual(named('shout'), [{ ...converter('shout'), aliases: [], file: `${folder}/shout.ts` }])
    assert.deepEqual(
      named('packed').map(({ version }) => version),
      ['3.1.0'],
    )
    assert.equal(named('pubsub').length, 1)
    assert.deepEqual([...named('other'), ...named('throwing')], [])
    for (const part of ['gone', 'broken', 'wrong', 'misnamed.mjs', 'throwing.mjs'])
      assert.equal(list.problems.filter(problem => problem.includes(`/${part}`)).length, 1, part)
  })

  it('finds the same in the node_modules themselves', async () => {
    const installed = new Plugins([])
    assert.deepEqual(installed.search([`${folder}/node_modules`]), [])
    assert.deepEqual(
      (await installed.list()).manifests.map(({ name }) => name),
      ['scoped', 'plain'],
    )
  })

  it('takes a folder for one plugin where it is that of a package', async () => {
    const one = new Plugins([])
    assert.deepEqual(one.search([`${folder}/packed`]), [])
    assert.deepEqual(
      (await one.list()).manifests.map(({ name }) => name),
      ['packed'],
    )
  })
})

describe('by the name of an installed package', () => {
  const folder = folderWith({
    'node_modules/@me/bytes/package.json': packageOf(converter('mine')),
    'node_modules/@me/bytes/index.mjs': moduleOf('converter', 'mine'),
    'node_modules/bytes/package.json': packageOf(converter('not these')),
    'node_modules/library/package.json': '{ "name": "library" }',
    'configs/worker.properties': '',
  })
  const plugins = new Plugins(scanBuiltIns())
  const place = async (name: string) => {
    const found = await plugins.find('converter', name, `${folder}/configs`)
    return 'problem' in found ? found.problem : found.module.replace(`file://${folder}`, '.')
  }

  it('finds it from the folder upwards', async () => {
    assert.equal(await place('@me/bytes'), './node_modules/@me/bytes/index.mjs')
  })

  it('prefers what is known by that name', async () => assert.match(await place('bytes'), /converter-bytes/))

  it('knows nothing of a package that is no plugin, nor of one that there is not', async () => {
    for (const name of ['library', 'nowhere', 'node:fs', '..x', 'a b'])
      assert.match(await place(name), /^must name a converter that exists/, name)
  })
})
