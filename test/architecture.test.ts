import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'

/** The folders of runtime/ in the order data meets them. A folder imports only itself and folders before it. */
const order = ['api', 'telemetry', 'config', 'plugin-loader', 'pipeline', 'commit', 'task', 'worker', 'rest', 'cli']

/** Who alone may import a library. */
const owners: Readonly<Record<string, string>> = {
  avsc: 'plugins/converter-avro',
  kafkajs: 'clients/kafka',
  'node-forge': 'clients/kafka',
  '@google-cloud/pubsub': 'clients/pubsub',
  'google-auth-library': 'clients/pubsub',
  'node:http2': 'clients/pubsub',
  ajv: 'runtime/config',
  'dot-properties': 'runtime/config',
  'js-yaml': 'runtime/config',
  pino: 'runtime/telemetry',
  'prom-client': 'runtime/telemetry',
  'node:worker_threads': 'runtime/task',
}

const sources = globSync('{runtime,clients,plugins,examples}/**/*.{ts,mjs}', {
  exclude: path => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
})

/** Every form: static, re-export, side effect, dynamic, require. */
const imports = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"\n]+)['"]/g)].map(
    ([, path]) => path ?? '',
  )

it('finds imports in all their forms', () => {
  assert.ok(sources.length > 20)
  assert.deepEqual(imports('test/fixtures/imports.txt'), ['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts'])
})

for (const [index, folder] of order.entries()) {
  it(`runtime/${folder} imports only what comes before it`, () => {
    for (const file of sources.filter(source => source.startsWith(`runtime/${folder}/`))) {
      for (const path of imports(file).filter(name => name.startsWith('.'))) {
        const [top, target = ''] = join(dirname(file), path).split('/')
        assert.ok(
          top === 'runtime' && order.slice(0, index + 1).includes(target),
          `${file} imports ${path}, which is in ${top}/${target}`,
        )
      }
    }
  })
}

it('every folder of runtime/ has its place in the order', () => {
  const folders = new Set(sources.filter(file => file.startsWith('runtime/')).map(file => file.split('/')[1] ?? ''))
  for (const folder of folders) assert.ok(folder === 'bin' || order.includes(folder), folder)
})

it('a client, plugin or example imports its own files, the plugin API and packages', () => {
  for (const file of sources.filter(source => !source.startsWith('runtime/'))) {
    const home = file.split('/').slice(0, 2).join('/')
    for (const path of imports(file).filter(name => name.startsWith('.')))
      assert.ok(join(dirname(file), path).startsWith(`${home}/`), `${file} imports ${path}`)
  }
})

for (const [library, owner] of Object.entries(owners)) {
  it(`only ${owner} imports ${library}`, () => {
    // Examples are what others would write: they choose their libraries themselves.
    for (const file of sources.filter(source => !source.startsWith('examples/')))
      for (const name of imports(file))
        if (name === library || name.startsWith(`${library}/`)) assert.ok(file.startsWith(`${owner}/`), file)
  })
}
