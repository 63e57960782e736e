import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { describeFinding } from '../../../runtime/config/report.ts'
import { type Resolution, resolveConfig } from '../../../runtime/config/resolve-config.ts'
import { fixtureLookup } from '../../fixtures/plugins/index.ts'

/** A case is a folder: worker.*, connector*.*, perhaps env.json, and what comes out of them. */
const cases = globSync(join(import.meta.dirname, '../../cases/config/*/expected.json'))
  .map(dirname)
  .toSorted()

it('has cases', () => assert.ok(cases.length > 5))

for (const folder of cases) {
  it(`resolves ${basename(folder)} as expected`, async () => {
    assert.deepEqual(await outcome(folder), readJson(join(folder, 'expected.json')))
  })
}

it('gives plain data that crosses threads and that nobody can change', async () => {
  const folder = cases.find(name => basename(name) === 'everything-given') ?? ''
  const resolution = await resolve(folder)
  assert.ok(resolution.ok)
  assert.deepEqual(structuredClone(resolution.config), resolution.config)
  assertFrozen(resolution.config)
})

it('resolves a worker without connectors', async () => {
  const workerFile = join(import.meta.dirname, '../../cases/config/everything-given/worker.properties')
  const resolution = await resolveConfig({ workerFile, connectorFiles: [], env: {}, plugins: fixtureLookup })
  assert.ok(resolution.ok)
  assert.deepEqual(resolution.config.connectors, [])
})

function assertFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  assert.ok(Object.isFrozen(value))
  for (const inner of Object.values(value)) assertFrozen(inner)
}

function resolve(folder: string): Promise<Resolution> {
  const [workerFile = ''] = globSync(join(folder, 'worker.*'))
  return resolveConfig({
    workerFile,
    connectorFiles: globSync(join(folder, 'connector*.*')).toSorted(),
    env: existsSync(join(folder, 'env.json')) ? readJson(join(folder, 'env.json')) : {},
    plugins: fixtureLookup,
  })
}

async function outcome(folder: string): Promise<unknown> {
  const resolution = await resolve(folder)
  const notices = resolution.notices.map(notice => `${notice.level}: ${describeFinding(notice)}`)
  const said = resolution.ok
    ? { config: resolution.config }
    : { fault: resolution.fault, errors: resolution.error.message.split('\n  ') }
  // Paths depend on where the checkout lies.
  return JSON.parse(
    JSON.stringify({ notices, ...said })
      .replaceAll(`${folder}/`, '')
      .replaceAll(pathToFileURL(join(import.meta.dirname, '../../fixtures/plugins')).href, 'plugins')
      .replaceAll(join(import.meta.dirname, '../../fixtures/plugins'), 'plugins'),
  )
}

function readJson(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8'))
}
