import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { basicAuth } from '../../../runtime/rest/basic-auth.ts'
import { startRest } from './support/start-rest.ts'

const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'users.properties')
const login = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` })

it('lets in only the users of the file, whatever is asked for', async () => {
  writeFileSync(file, 'admin=swörd:fish\nreader = other\n')
  const rest = await startRest({ worker: { 'rest.basic.auth.file': file } })
  for (const headers of [login('admin:swörd:fish'), login('reader:other')])
    assert.equal((await rest.ask('GET', '/connectors', { headers })).status, 200)
  const refused = [
    {},
    login('admin:other'),
    login('nobody:'),
    login('admin:'),
    login('admin'),
    { Authorization: 'Basic ?' },
  ]
  for (const path of ['/', '/health', '/connectors', '/ui', '/ui/data', '/nothing'])
    for (const headers of refused) {
      const { status, headers: answered, json } = await rest.ask('GET', path, { headers: { ...headers } })
      assert.equal(status, 401)
      assert.match(String(answered['www-authenticate']), /^Basic realm=/)
      assert.deepEqual(json, { error_code: 401, message: 'User cannot access the resource.' })
    }
  assert.equal((await rest.ask('PUT', '/connectors/counter/pause')).status, 401)
  assert.equal(rest.worker.status('counter').connector.state, 'RUNNING')
  await rest.stop()
})

it('does without no file, and with no empty one', () => {
  const missing = join(folder, 'missing')
  assert.throws(() => basicAuth(missing), {
    code: 'CONFIG_INVALID',
    message: /rest\.basic\.auth\.file: .*there is no such file/,
  })
  const empty = join(folder, 'empty')
  writeFileSync(empty, '# nobody\n')
  assert.throws(() => basicAuth(empty), { code: 'CONFIG_INVALID', message: /holds no line USER=PASSWORD/ })
})
