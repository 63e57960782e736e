import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { type Resolution, resolveConfig } from '../../../runtime/config/resolve-config.ts'
import type { ResolvedRest } from '../../../runtime/config/resolve-rest.ts'
import { fixtureLookup } from '../../fixtures/plugins/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
after(() => rmSync(folder, { recursive: true }))

function resolve(...lines: readonly string[]): Promise<Resolution> {
  const workerFile = join(folder, 'worker.properties')
  const common = ['bootstrap.servers=one:9092', 'key.converter=bytes', 'value.converter=bytes']
  writeFileSync(workerFile, [...common, ...lines].join('\n'))
  return resolveConfig({ workerFile, connectorFiles: [], env: {}, plugins: fixtureLookup, strict: true })
}

async function rest(...lines: readonly string[]): Promise<ResolvedRest> {
  const resolution = await resolve(...lines)
  assert.ok(resolution.ok, resolution.ok ? '' : resolution.error.message)
  return resolution.rest
}

async function refusal(...lines: readonly string[]): Promise<string> {
  const resolution = await resolve(...lines)
  assert.ok(!resolution.ok)
  assert.equal(resolution.fault, 'worker')
  return resolution.error.message
}

it('listens on this machine alone unless it is told otherwise', async () => {
  const { listeners, byDefault, adminListeners } = await rest()
  assert.deepEqual(listeners, [{ scheme: 'http', host: '127.0.0.1', port: 8083 }])
  assert.equal(byDefault, true)
  assert.equal(adminListeners, undefined)
})

it('takes listeners as Kafka writes them', async () => {
  const { listeners, byDefault } = await rest('listeners=http://:8083, HTTPS://[::1]:0,http://connect.example.org:80')
  assert.deepEqual(listeners, [
    { scheme: 'http', host: '', port: 8083 },
    { scheme: 'https', host: '::1', port: 0 },
    { scheme: 'http', host: 'connect.example.org', port: 80 },
  ])
  assert.equal(byDefault, false)
})

it('is off where listeners is empty, and /admin where admin.listeners is', async () => {
  assert.deepEqual((await rest('listeners=')).listeners, [])
  assert.deepEqual((await rest('admin.listeners=')).adminListeners, [])
})

it('refuses what is no listener, and says which', async () => {
  assert.match(
    await refusal('listeners=http://:8083,ftp://here:1'),
    /:4: listeners must be .*ftp:\/\/here:1 is not one/,
  )
  assert.match(await refusal('listeners=http://:99999'), /http:\/\/:99999 is not one/)
})

it('takes the keys of TLS with the prefix, or, where none has it, all without', async () => {
  const bare = 'ssl.keystore.location=bare.p12'
  const prefixed = 'listeners.https.ssl.keystore.location=own.p12'
  assert.equal((await rest(bare)).tls['ssl.keystore.location'], 'bare.p12')
  const both = await rest(bare, 'ssl.keystore.password=secret', prefixed)
  assert.equal(both.tls['ssl.keystore.location'], 'own.p12')
  assert.equal(both.tls['ssl.keystore.password'], undefined)
  assert.equal(both.adminTls['ssl.keystore.location'], 'bare.p12')
})

it('hides the passwords of its stores', async () => {
  const resolution = await resolve('listeners.https.ssl.keystore.password=swordfish')
  assert.ok(resolution.ok)
  assert.deepEqual(resolution.config.secrets, ['swordfish'])
})

it('reads headers for every answer', async () => {
  const { headers } = await rest(
    'response.http.headers.config=add A: 1, "set Cache-Control: no-cache, private",setDate Expires: 0',
  )
  assert.deepEqual(headers, [
    { action: 'add', name: 'A', value: '1' },
    { action: 'set', name: 'Cache-Control', value: 'no-cache, private' },
    { action: 'setDate', name: 'Expires', value: '0' },
  ])
  assert.match(await refusal('response.http.headers.config=remove A'), /response\.http\.headers\.config must hold/)
  assert.match(await refusal('response.http.headers.config="set A: 1'), /response\.http\.headers\.config must hold/)
})

it('never leaves out who may in', async () => {
  const named = 'org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension'
  assert.match(await refusal(`rest.extension.classes=${named}`), /rest\.basic\.auth\.file is missing/)
  assert.match(await refusal('rest.extension.classes=org.example.Own'), /Java classes cannot be loaded/)
  const { passwordFile } = await rest(`rest.extension.classes=${named}`, 'rest.basic.auth.file=users.properties')
  assert.equal(passwordFile, 'users.properties')
})

it('finds slips in its keys', async () => {
  assert.match(await refusal('access.control.alow.origin=*'), /did you mean access\.control\.allow\.origin\?/)
  assert.match(
    await refusal('listeners.https.ssl.keystore.locaton=x'),
    /did you mean listeners\.https\.ssl\.keystore\.location\?/,
  )
})
