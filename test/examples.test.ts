import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
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

it('the configuration of the quick start is valid, and nothing need be said about it', () => {
  const command = fileURLToPath(new URL('../runtime/bin/connect-standalone.mjs', import.meta.url))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, '--dry-run', join(examples, 'quick-start/worker.yaml'), join(examples, 'quick-start/files.yaml')],
    { encoding: 'utf8' },
  )
  assert.equal(stderr, '')
  assert.equal(status, 0)
  const { connectors } = JSON.parse(stdout) as { connectors: readonly { source: { name: string } }[] }
  assert.equal(connectors[0]?.source.name, 'avro-files')
})
