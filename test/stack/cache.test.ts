import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it, mock } from 'node:test'
import { cached } from './cache.ts'

const cache = mkdtempSync(join(tmpdir(), 'psconnect-cache-test-'))
process.env['PSCONNECT_CACHE'] = cache
const said = mock.method(console, 'error', () => {})
after(() => rmSync(cache, { recursive: true }))

const fillWith =
  (text: string) =>
  (folder: string): Promise<void> =>
    writeFile(join(folder, 'jar'), text)

it('keeps what was fetched first when two fetch at once, and nothing of the other', async () => {
  const folders = await Promise.all([
    cached('twice', 'a jar', fillWith('the same')),
    cached('twice', 'a jar', fillWith('the same')),
  ])
  assert.deepEqual(folders, [join(cache, 'twice'), join(cache, 'twice')])
  assert.equal(readFileSync(join(cache, 'twice', 'jar'), 'utf8'), 'the same')
  assert.deepEqual(
    readdirSync(cache).filter(name => name.includes('twice')),
    ['twice'],
  )
})

it('says in one line what it fetches, and fetches no second time', async () => {
  said.mock.resetCalls()
  await cached('once', 'a jar', fillWith('first'))
  const folder = await cached('once', 'a jar', () => Promise.reject(new Error('fetched again')))
  assert.equal(said.mock.callCount(), 1)
  assert.equal(readFileSync(join(folder, 'jar'), 'utf8'), 'first')
})

it('takes a fetch that failed half-way for none', async () => {
  const failing = async (folder: string): Promise<void> => {
    await fillWith('half')(folder)
    throw new Error('the connection broke')
  }
  await assert.rejects(cached('half', 'a jar', failing), /Could not get a jar: the connection broke/)
  const folder = await cached('half', 'a jar', fillWith('whole'))
  assert.equal(readFileSync(join(folder, 'jar'), 'utf8'), 'whole')
})
