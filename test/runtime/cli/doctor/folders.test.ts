import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { folderStep } from '../../../../runtime/cli/doctor/folders.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psconnect-doctor-'))
})
after(() => rm(folder, { recursive: true }))

const look = (path: string) => folderStep({ key: 'schema.cache.dir', path }).run(new AbortController().signal)

it('a folder may be there already, or be made', async () => {
  assert.match((await look(folder)).text, /: \d+ [MG]B free$/)
  assert.match((await look(join(folder, 'a', 'b'))).text, /a\/b can be made: \d+ [MG]B free$/)
})

it('where a file is in the way there can be no folder', async () => {
  await writeFile(join(folder, 'file'), '')
  const { outcome, text } = await look(join(folder, 'file', 'below'))
  assert.equal(outcome, 'failed')
  assert.match(text, /file is no folder$/)
})
