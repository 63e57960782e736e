import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { resolveConfig } from '../../../runtime/config/resolve-config.ts'
import { fixtureLookup } from '../../fixtures/plugins/index.ts'

/** Each file is broken in one way, and is read with a good one of the other kind; expected.json has what is said of it. */
const folder = join(import.meta.dirname, '../../cases/broken-config')
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, string[]>

async function complaints(name: string): Promise<string[]> {
  const isWorker = /^(?:strict-)?worker/.test(name)
  const resolution = await resolveConfig({
    workerFile: join(folder, isWorker ? name : 'good-worker.properties'),
    connectorFiles: [join(folder, isWorker ? 'good-connector.properties' : name)],
    env: {},
    plugins: fixtureLookup,
    strict: name.startsWith('strict-'),
  })
  assert.ok(!resolution.ok)
  assert.equal(resolution.fault, isWorker ? 'worker' : 'connector')
  const [count, ...lines] = resolution.error.message.replaceAll(`${folder}/`, '').split('\n  ')
  assert.equal(count, `the configuration has ${lines.length === 1 ? '1 error' : `${lines.length} errors`}:`)
  return lines
}

describe('refuses, saying where and why,', () => {
  for (const [name, lines] of Object.entries(expected)) {
    it(name, async () => assert.deepEqual(await complaints(name), lines))
  }
})

it('finds nothing wrong with the good files', async () => {
  const [workerFile, connectorFile] = ['good-worker.properties', 'good-connector.properties'] as const
  const resolution = await resolveConfig({
    workerFile: join(folder, workerFile),
    connectorFiles: [join(folder, connectorFile)],
    env: {},
    plugins: fixtureLookup,
    strict: true,
  })
  assert.ok(resolution.ok)
  assert.deepEqual(resolution.notices, [])
})

it('expects something of every broken file', () => {
  const broken = globSync('*', { cwd: folder }).filter(name => !/^good-|^expected\.json$/.test(name))
  assert.deepEqual(broken.toSorted(), Object.keys(expected).toSorted())
  assert.ok(broken.length >= 30)
})
