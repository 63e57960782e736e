import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openRegistry, writeToFolder } from '../../../clients/schema-registry/index.ts'
import { registryConfig, TestWaiter } from './waiting.ts'

describe('a folder of schemas', () => {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect schemas-'))
  after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, '7.avsc'), '"long"')
  const waiter = new TestWaiter()

  const urls = [`file:${folder}`, `file:${relative('.', folder)}`, pathToFileURL(folder).href]
  for (const url of urls)
    it(`serves what is in it: ${url.replace(folder, 'FOLDER').replace(/\/tmp\/.*/, '/tmp/…')}`, async () => {
      assert.deepEqual(await open(url).schema(7, waiter), { id: 7, type: 'AVRO', text: '"long"', references: [] })
    })

  it('may not have a schema yet: an error of the records, naming the file', async () => {
    const registry = open(`file:${folder}`)
    await assert.rejects(registry.schema(8, waiter), {
      code: 'RECORD_UNREADABLE',
      message: /no schema 8: no file .*8\.avsc/,
    })
    writeFileSync(join(folder, '8.avsc'), '"int"')
    assert.equal((await registry.schema(8, waiter)).text, '"int"')
  })

  it('that cannot be read fails the task', async () => {
    mkdirSync(join(folder, '9.avsc'))
    await assert.rejects(open(`file:${folder}`).schema(9, waiter), {
      code: 'REGISTRY_FAILED',
      message: /schema 9 cannot be read/,
    })
  })

  it('has what a schema refers to beside it, as it was put there, and refuses what else is there', async () => {
    const schema = { id: 10, type: 'AVRO', text: '{"type": "array", "items": "b"}', references: ['"a"', '"b"'] }
    await writeToFolder(folder, schema)
    const registry = open(`file:${folder}`)
    assert.deepEqual(await registry.schema(10, waiter), schema)
    for (const text of ['{', '"a"', '[7]']) {
      writeFileSync(join(folder, '10.references.json'), text)
      await assert.rejects(registry.schema(10, waiter), {
        code: 'REGISTRY_FAILED',
        message: /10\.references\.json must be a list of the texts of schemas/,
      })
    }
  })

  it('is for reading only', async () => {
    const registry = open(`file:${folder}`)
    const registration = { subject: 'a', text: '"long"', register: true, normalize: false }
    await assert.rejects(registry.idOf(registration, waiter), { code: 'RECORD_UNREADABLE' })
    await assert.rejects(registry.latest('a', waiter), { code: 'RECORD_UNREADABLE' })
  })
})

const open = (url: string) => openRegistry(registryConfig([url]))
