import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { pathToFileURL } from 'node:url'

const folder = mkdtempSync(join(tmpdir(), 'host-api-'))
after(() => rmSync(folder, { recursive: true }))

const hostApi = new URL('../../../runtime/plugin-loader/host-api.ts', import.meta.url).href
const ownApi = new URL('../../../runtime/api/index.ts', import.meta.url).href
const importer = new URL('../../../runtime/plugin-loader/import-module.ts', import.meta.url).href

/** A process of its own: hooks stay for good. No condition is given on its command line, as when a user starts the host. */
function run(name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, lines.join('\n'))
  const { NODE_OPTIONS: _, ...env } = process.env
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', env })
  return stdout + stderr
}

it('gives a plugin anywhere on disk, with a psconnect of its own, the API of this host', () => {
  const plugin = join(folder, 'far-away')
  mkdirSync(join(plugin, 'node_modules/psconnect'), { recursive: true })
  writeFileSync(join(plugin, 'node_modules/psconnect/package.json'), '{ "exports": { "./plugin": "./other.js" } }')
  writeFileSync(join(plugin, 'node_modules/psconnect/other.js'), 'export class ConnectError {}')
  writeFileSync(join(plugin, 'index.mjs'), "export { ConnectError } from 'psconnect/plugin'")

  const said = run('main.mjs', [
    `import { serveHostApi } from '${hostApi}'`,
    'serveHostApi()',
    `const { ConnectError } = await import('${pathToFileURL(plugin).href}/index.mjs')`,
    `console.log(ConnectError === (await import('${ownApi}')).ConnectError)`,
  ])

  assert.equal(said, 'true\n')
})

it('serves packages from their sources in a checkout, in threads too', () => {
  const said = run('threads.mjs', [
    "import { Worker, isMainThread } from 'node:worker_threads'",
    `import { serveHostApi } from '${hostApi}'`,
    'serveHostApi()',
    `const { scanBuiltIns } = await import('${new URL('scan.ts', hostApi).href}')`,
    `const { load } = await import('${new URL('load.ts', hostApi).href}')`,
    "const { module } = await load(scanBuiltIns().find(({ name }) => name === 'bytes'))",
    'console.log(module)',
    'if (isMainThread) new Worker(new URL(import.meta.url))',
  ])

  const source = new URL('../../../plugins/converter-bytes/index.ts', import.meta.url).href
  assert.equal(said, `${source}\n${source}\n`)
})

it('runs TypeScript as it is below node_modules, and where the package.json says nothing of modules, in threads too, without a warning', () => {
  const far = join(folder, 'far')
  mkdirSync(join(far, 'node_modules/csv'), { recursive: true })
  writeFileSync(join(far, 'node_modules/csv/package.json'), '{ "name": "csv", "type": "commonjs", "main": "csv.ts" }')
  writeFileSync(join(far, 'node_modules/csv/csv.ts'), "export { part } from './part.ts'")
  writeFileSync(
    join(far, 'node_modules/csv/part.ts'),
    "import { ConnectError, type Converter } from 'psconnect/plugin'\nexport const part: Converter | string = ConnectError.name",
  )
  writeFileSync(join(far, 'package.json'), '{}')
  writeFileSync(join(far, 'own.ts'), "import { part } from 'csv'\nconst text: string = `own ${part}`\nexport { text }")

  const said = run('typescript.mjs', [
    "import { Worker, isMainThread } from 'node:worker_threads'",
    `import { serveHostApi } from '${hostApi}'`,
    'serveHostApi()',
    `console.log((await import('${pathToFileURL(far).href}/own.ts')).text)`,
    'if (isMainThread) new Worker(new URL(import.meta.url))',
  ])

  assert.equal(said, 'own ConnectError\nown ConnectError\n')
})

it('says in which line of a file TypeScript cannot be read', () => {
  mkdirSync(join(folder, 'node_modules/faulty'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/faulty/index.ts'), 'const one: number = 1\nconst two three')

  const said = run('faulty.mjs', [
    `import { serveHostApi } from '${hostApi}'`,
    'serveHostApi()',
    `const { importModule } = await import('${new URL('import-module.ts', hostApi).href}')`,
    `const error = await importModule('${pathToFileURL(folder).href}/node_modules/faulty/index.ts').catch(error => error)`,
    'console.log(error.message)',
  ])

  assert.ok(said.startsWith(`${join(folder, 'node_modules/faulty/index.ts')}:2: `), said)
})

it('says what there is of it where a plugin asks for what there is not', () => {
  const plugin = join(folder, 'asks-wrongly.mjs')
  writeFileSync(plugin, "import 'psconnect/plugins'")

  const said = run('asking.mjs', [
    `import { serveHostApi } from '${hostApi}'`,
    `import { importModule } from '${importer}'`,
    'serveHostApi()',
    `await importModule('${pathToFileURL(plugin).href}').catch(({ message }) => console.log(message))`,
  ])

  assert.match(
    said,
    /asks-wrongly\.mjs: .*\(of psconnect there is psconnect\/plugin, and for tests psconnect\/plugin\/testing\)\n$/,
  )
})
