import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { DiskCache } from '../../../clients/schema-registry/disk-cache.ts'
import { HttpRegistry } from '../../../clients/schema-registry/http-registry.ts'
import { transportOf } from '../../../clients/schema-registry/http-request.ts'
import { RegistryServer } from './registry-server.ts'
import { TestWaiter } from './waiting.ts'

describe('the cache on disk', () => {
  let folder: string
  let server: RegistryServer
  let waiter: TestWaiter
  beforeEach(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'psconnect-cache-')), 'made', 'on', 'demand')
    server = await new RegistryServer().start()
    server.add(7, 'long', { references: [{ name: 'a', subject: 'a', version: 1 }] })
    server.answers['/subjects/a/versions/1?deleted=true'] = { schema: '"a"' }
    server.answers['/schemas/ids/7/versions'] = [{ version: 3 }]
    waiter = new TestWaiter()
  })
  afterEach(async () => {
    await server.stop()
    rmSync(join(folder, '../../..'), { recursive: true })
  })

  /** As another process would: nothing is left in memory. */
  const restarted = (url = server.url) => {
    const transport = transportOf({ tls: {}, connectTimeoutMs: 1000, readTimeoutMs: 1000 })
    return new HttpRegistry([{ url, authorization: undefined, transport }], new DiskCache(folder, [url]))
  }
  const files = () => globSync('**/*.json*', { cwd: folder }).map(file => join(folder, file))
  const expected = { id: 7, type: 'AVRO', text: '"long"', references: ['"a"'], version: 3 }

  it('serves a restart while the registry is down', async () => {
    assert.deepEqual(await restarted().schema(7, waiter), expected)
    const { url } = server
    await server.stop()
    assert.deepEqual(await restarted(url).schema(7, waiter), expected)
    assert.deepEqual(waiter.lines, [])
  })

  it('is not asked for another registry’s schemas', async () => {
    await restarted().schema(7, waiter)
    const other = await new RegistryServer().start()
    other.add(7, 'int')
    assert.equal((await restarted(other.url).schema(7, waiter)).text, '"int"')
    await other.stop()
  })

  it('holds whole files only, however many write at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => restarted().schema(7, new TestWaiter())))
    assert.deepEqual(
      files().map(file => file.replace(/.*\//, '')),
      ['7.json'],
    )
  })

  const damages: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['cut short', text => text.slice(0, 40), /7\.json cannot be read/],
    ['empty', () => '', /7\.json cannot be read/],
    ['JSON of another kind', () => 'null', /7\.json cannot be read/],
    ['changed', text => text.replace('long', 'bong'), /7\.json is damaged/],
  ]
  for (const [what, damage, reason] of damages)
    it(`may hold a file that is ${what}: that is said, and the registry asked again`, async () => {
      await restarted().schema(7, waiter)
      const [file = ''] = files()
      const before = readFileSync(file, 'utf8')
      writeFileSync(file, damage(before))
      assert.deepEqual(await restarted().schema(7, waiter), expected)
      assert.equal(waiter.lines.length, 1)
      assert.match(waiter.lines[0] ?? '', reason)
      assert.equal(readFileSync(file, 'utf8'), before)
    })

  it('that cannot be written is said, and nothing else happens', async () => {
    const blocked = join(folder, '../../..', 'made')
    writeFileSync(blocked, 'a file where a folder should be')
    assert.deepEqual(await restarted().schema(7, waiter), expected)
    assert.match(waiter.lines.at(-1) ?? '', /^warn schema 7 could not be kept in schema.cache.dir/)
  })
})
