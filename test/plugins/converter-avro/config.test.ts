import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { resolveConfig } from '../../../runtime/config/resolve-config.ts'
import { Plugins } from '../../../runtime/plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../../runtime/plugin-loader/scan.ts'

const folder = mkdtempSync(join(tmpdir(), 'psconnect-avro-'))
after(() => rmSync(folder, { recursive: true }))
const plugins = new Plugins(scanBuiltIns())

/** What becomes of these keys of the converter, in a worker file like the deployment's. */
async function resolve(keys: readonly string[]) {
  const workerFile = join(folder, 'worker.properties')
  const connectorFile = join(folder, 'connector.properties')
  const converter = [
    'value.converter=io.confluent.connect.avro.AvroConverter',
    ...keys.map(key => `value.converter.${key}`),
  ]
  writeFileSync(workerFile, ['bootstrap.servers=one:9092', 'key.converter=bytes', ...converter].join('\n'))
  writeFileSync(connectorFile, 'name=sink\nconnector.class=pubsub\ntopics=alerts\ncps.project=p\ncps.topic=t\n')
  return resolveConfig({ workerFile, connectorFiles: [connectorFile], env: { URL: 'https://registry' }, plugins })
}
const notices = async (keys: readonly string[]) => {
  const resolution = await resolve(keys)
  assert.ok(resolution.ok, resolution.ok ? '' : resolution.error.message)
  return resolution.notices.map(({ message }) => message)
}

describe('the Avro converter’s keys', () => {
  it('are those of the deployment, without a word about them', async () => {
    assert.deepEqual(await notices(['schema.registry.url=${env:URL}', 'enhanced.avro.schema.support=true']), [])
  })

  it('that only Java knows have no effect, and it is said why', async () => {
    const said = await notices(['schema.registry.url=https://registry', 'specific.avro.reader=true', 'proxy.host=p'])
    assert.deepEqual(said, [
      'value.converter.specific.avro.reader has no effect here: it chooses among Java classes or ways of framing; values are always framed by a zero byte and the id',
      'value.converter.proxy.host has no effect here: registries are asked without a proxy',
    ])
  })

  it('hide the logins in their URLs', async () => {
    const resolution = await resolve(['schema.registry.url=https://one, https://me:pa%40ss@two'])
    assert.ok(resolution.ok)
    for (const text of ['me:pa%40ss', 'pa%40ss', 'pa@ss']) assert.ok(resolution.config.secrets.includes(text), text)
  })

  it('are wrong under the names that stand in the file', async () => {
    const resolution = await resolve(['schema.registry.url=registry:8081', 'basic.auth.user.info=me'])
    assert.ok(!resolution.ok)
    assert.match(resolution.error.message, /value\.converter\.schema\.registry\.url must be a list of URLs/)
    assert.match(resolution.error.message, /value\.converter\.basic\.auth\.user\.info must be USER:PASSWORD/)
  })
})
