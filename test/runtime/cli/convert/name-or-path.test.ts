import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { nameOrPath } from '../../../../runtime/cli/convert/name-or-path.ts'

it('takes what lies here for a path without ./, but for what has the name of a built-in plugin', context => {
  const [folder, before] = [mkdtempSync(join(tmpdir(), 'psconnect-name-')), process.cwd()]
  context.after(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true })
  })
  process.chdir(folder)
  for (const name of ['mine', 'json']) {
    mkdirSync(name)
    writeFileSync(join(name, 'package.json'), '{}')
  }
  mkdirSync('empty')
  assert.deepEqual(['mine', 'mine.ts', 'json', 'empty', '../mine', 'installed'].map(nameOrPath), [
    './mine',
    './mine.ts',
    'json',
    'empty',
    '../mine',
    'installed',
  ])
})
