import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { googleSecrets } from '../../../runtime/cli/google-secrets.ts'
import { NotProvided } from '../../../runtime/config/config-providers.ts'
import { SecretManagerStandIn } from '../../stack/secret-manager.ts'
import { TokenEndpoint } from '../../stack/token-endpoint.ts'

const name = 'projects/p/secrets/kafka/versions/latest'
const folder = mkdtempSync(join(tmpdir(), 'google-secrets-'))
const tokens = await new TokenEndpoint().start()
const google = await new SecretManagerStandIn().start()
const keyFile = join(folder, 'key.json')
writeFileSync(keyFile, tokens.credentials())
google.secrets.set(name, 'open sesame')
after(() => {
  tokens.stop()
  google.stop()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  google.asked.length = 0
})

const provider = (params: Readonly<Record<string, string>> = {}) =>
  googleSecrets(new Map(Object.entries({ endpoint: google.url, 'credentials.file.path': keyFile, ...params })))
const look = async (key: string, params = {}) => provider(params).look(undefined, key)
const refusal = (message: RegExp) => (error: unknown) => error instanceof NotProvided && message.test(error.message)

it('reads a secret, once however often it stands in the files', async () => {
  const secrets = provider()

  const read = async () => secrets.look(undefined, name)
  assert.deepEqual(await Promise.all([read(), read()]), ['open sesame', 'open sesame'])
  assert.equal(secrets.secret, true)
  assert.deepEqual(google.asked, [`/v1/${name}:access`])
})

it('asks again where the service cannot answer for now', async () => {
  google.failures.push(503, 429)

  assert.equal(await look(name), 'open sesame')
  assert.equal(google.asked.length, 3)
})

it('says which secret it is that cannot be read, and why', async () => {
  await assert.rejects(look(name.replace('kafka', 'none')), refusal(/secrets\/none.*HTTP 404.*not found/))
  await assert.rejects(look(name, { endpoint: 'http://127.0.0.1:1' }), refusal(/127\.0\.0\.1:1 does not answer/))
  await assert.rejects(
    look(name, { 'credentials.file.path': join(folder, 'none') }),
    refusal(/access token.*no such file/),
  )
})

it('asks anew for a secret that could not be read before', async () => {
  const secrets = provider()
  const late = name.replace('kafka', 'late')
  await assert.rejects(async () => secrets.look(undefined, late), refusal(/HTTP 404/))
  google.secrets.set(late, 'here')

  assert.equal(await secrets.look(undefined, late), 'here')
})

it('takes nothing but the full name of a secret', async () => {
  for (const key of ['kafka', `${name}/..`, 'projects/p/secrets/kafka', '/etc/passwd'])
    await assert.rejects(look(key), refusal(/a secret, as in/))
  assert.deepEqual(google.asked, [])
})

it('refuses params that it does not know', () => {
  assert.throws(
    () => provider({ project: 'p' }),
    refusal(/no param but credentials\.file\.path and endpoint \(found project/),
  )
})

it('fills in a secret of the files of a worker, without showing it', async () => {
  const files = {
    'worker.properties': [
      'bootstrap.servers=127.0.0.1:1',
      'key.converter=bytes',
      'value.converter=bytes',
      'config.providers=gcpsecret',
      `config.providers.gcpsecret.param.endpoint=${google.url}`,
      `config.providers.gcpsecret.param.credentials.file.path=${keyFile}`,
    ],
    'sink.properties': [
      'name=sink',
      'connector.class=pubsub',
      'topics=t',
      'cps.project=p',
      `cps.topic=\${gcpsecret:${name}}`,
    ],
  }
  for (const [file, lines] of Object.entries(files)) writeFileSync(join(folder, file), lines.join('\n'))
  const bin = fileURLToPath(new URL('../../../runtime/bin/connect-standalone.mjs', import.meta.url))
  const shown = await new Promise<string>(resolve => {
    execFile(
      process.execPath,
      [bin, '--dry-run', 'worker.properties', 'sink.properties'],
      { cwd: folder },
      (_, stdout, stderr) => resolve(stdout + stderr),
    )
  })

  assert.match(shown, /must be the id of a topic, .*\(found \[hidden\]\)/)
  assert.doesNotMatch(shown, /open sesame/)
  assert.deepEqual(google.asked, [`/v1/${name}:access`])
})
