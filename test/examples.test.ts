import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

const examples = fileURLToPath(new URL('../examples', import.meta.url))

it('each example has a page and a test', () => {
  const folders = globSync('*/package.json', { cwd: examples }).map(dirname)
  assert.ok(folders.length > 3)
  for (const folder of folders) {
    assert.ok(existsSync(join(examples, folder, 'README.md')), folder)
    assert.ok(globSync('*.test.ts', { cwd: join(examples, folder) }).length > 0, folder)
  }
})

it('the configurations of the quick start are valid, and nothing need be said about them', context => {
  const command = fileURLToPath(new URL('../runtime/bin/connect-standalone.mjs', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-quick-start-'))
  context.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'schemas'))
  for (const name of ['files', 'confluent']) {
    const files = ['worker', name].map(file => join(examples, `quick-start/${file}.yaml`))
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--dry-run', ...files], {
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(stderr, '')
    assert.equal(status, 0)
    const { connectors } = JSON.parse(stdout) as { connectors: readonly { source: { name: string } }[] }
    assert.equal(connectors[0]?.source.name, 'avro-files')
  }
})
