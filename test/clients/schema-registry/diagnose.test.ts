import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { diagnoseRegistry, type RegistryConfig } from '@psconnect/client-schema-registry'
import { registryConfig } from './waiting.ts'

const run = (config: RegistryConfig) => diagnoseRegistry(config).steps.at(-1)?.run(new AbortController().signal)

describe('the diagnosis of a schema registry', () => {
  it('names the hosts of all URLs, with TLS where they ask for it, and the folder of the cache', () => {
    const config = registryConfig(['https://one.example.org', 'http://[::1]:8081/api'], { 'schema.cache.dir': 'cache' })
    const { endpoints, folders } = diagnoseRegistry(config)
    assert.deepEqual(endpoints, [
      { host: 'one.example.org', port: 443, tls: {} },
      { host: '::1', port: 8081, tls: null },
    ])
    assert.deepEqual(folders, [{ key: 'schema.cache.dir', path: 'cache' }])
  })

  it('counts subjects, and tells the time of the server', async () => {
    const server = createServer((_, answer) => answer.end('["alert-packet"]')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const found = await run(registryConfig([url]))
    assert.deepEqual([found?.outcome, found?.text], ['ok', `${url} has 1 subject`])
    assert.ok(found?.serverTime instanceof Date)
    server.close()
  })

  it('looks into a folder that stands in for one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'psconnect-schemas-'))
    const look = () => run(registryConfig([`file:${folder}`]))
    assert.match((await look())?.text ?? '', /holds no schema, such as 7\.avsc$/)
    await writeFile(join(folder, '704.avsc'), '"string"')
    assert.deepEqual(await look(), { outcome: 'ok', text: `${folder} holds 1` })
    await rm(folder, { recursive: true })
    const gone = await look()
    assert.equal(gone?.outcome, 'failed')
    assert.match(gone?.remedy ?? '', /psconnect registry sync/)
  })
})
