import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import avro from 'avsc'
import { RegistryServer } from '../clients/schema-registry/registry-server.ts'
import { type ExpiredServer, startExpiredServer } from '../stack/expired-certificate.ts'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { type Ended, psconnect } from './support/psconnect.ts'

/** It failed, and says why in one line. */
function refuses({ code, stdout, stderr }: Ended, why: RegExp): void {
  assert.equal(stdout.toString(), '')
  assert.match(stderr, why)
  assert.doesNotMatch(stderr, /\n./)
  assert.equal(code, 1)
}

const registry = (...args: string[]): Promise<Ended> => psconnect(['registry', ...args])

describe('psconnect registry', { skip: cannotStart(['kafka', 'registry']) }, () => {
  let stack: JoinedStack<'kafka' | 'registry'>
  let folder: string
  let url: string
  const band = uniqueName('band')
  const alert = uniqueName('alert')
  const bandText = `{"type":"enum","name":"${band.replaceAll('-', '_')}","symbols":["g","r"]}`
  const alertText = `{"type":"record","name":"alert","fields":[{"name":"id","type":"long"},{"name":"band","type":"${band.replaceAll('-', '_')}"}]}`
  let id: number

  const register = async (subject: string, schema: object): Promise<number> => {
    const response = await fetch(`${url}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify(schema),
    })
    assert.ok(response.ok, await response.clone().text())
    return ((await response.json()) as { id: number }).id
  }

  before(async () => {
    stack = await joinStack(['kafka', 'registry'])
    url = stack.addresses.registry
    folder = await mkdtemp(join(tmpdir(), 'psconnect-registry-'))
    await register(band, { schema: bandText })
    const references = [{ name: band.replaceAll('-', '_'), subject: band, version: 1 }]
    id = await register(alert, { schema: alertText, schemaType: 'AVRO', references })
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
    await stack?.leave()
  })

  it('lists subjects and versions, and gives a schema as it was registered', async () => {
    const subjects = (await registry('subjects', '--url', url)).stdout.toString().split('\n')
    assert.ok(subjects.includes(alert) && subjects.includes(band))
    const versions = await registry('versions', '--url', url, '--json', alert)
    assert.deepEqual(JSON.parse(versions.stdout.toString()), [{ version: 1, id, type: 'AVRO' }])
    const text = await registry('versions', '--url', url, alert)
    assert.match(text.stdout.toString(), new RegExp(`^VERSION +ID +TYPE\n1 +${id} +AVRO\n$`))
    const printed = await registry('get', '--url', url, `${id}`)
    assert.deepEqual([printed.code, printed.stdout.toString()], [0, `${alertText}\n`])
    assert.match(printed.stderr, /refers to others, 1 in all/)
    const out = join(folder, 'alert.avsc')
    assert.equal((await registry('get', '--url', url, '--out', out, `${id}`)).code, 0)
    assert.equal(await readFile(out, 'utf8'), alertText)
  })

  it('keeps schemas in a folder that is of use in place of the registry and beside it', async () => {
    const proxied = await new RegistryServer().start()
    proxied.answers[`/subjects/${alert}/versions`] = [1]
    for (const path of [`/subjects/${alert}/versions/1`, `/schemas/ids/${id}`])
      proxied.answers[path] = await (await fetch(url + path)).json()
    proxied.answers[`/subjects/${band}/versions/1?deleted=true`] = { schema: bandText }
    const downUrl = proxied.url
    const kept = join(folder, 'kept', 'schemas')
    const synced = await registry('sync', '--url', proxied.url, '--subject', alert, kept)
    await proxied.stop()
    assert.deepEqual([synced.code, synced.stderr], [0, ''])
    assert.equal(synced.stdout.toString(), `Avro schemas in ${kept}: 1\n`)
    assert.equal((await readdir(kept)).length, 3)

    const { plaintext } = stack.addresses.kafka
    const topic = uniqueName('synced')
    await createTopic(plaintext, { topic })
    const registered = {}
    avro.Type.forSchema(JSON.parse(bandText), { registry: registered })
    const body = avro.Type.forSchema(JSON.parse(alertText), { registry: registered }).toBuffer({ id: 7, band: 'r' })
    const head = Buffer.alloc(5)
    head.writeUInt32BE(id, 1)
    await produce(plaintext, topic, [{ value: Buffer.concat([head, body]) }])
    const options = [
      'consume',
      '--bootstrap-server',
      plaintext,
      '--topic',
      topic,
      '--offset',
      '0:0',
      '--max-messages',
      '1',
    ]
    const consume = (...properties: string[]) =>
      psconnect(options.concat(properties.flatMap(property => ['--property', property])))
    const instead = await consume(`schema.registry.url=file:${kept}`)
    assert.deepEqual([instead.code, instead.stdout.toString()], [0, '{"id":7,"band":"r"}\n'])
    // The registry is down.
    const beside = await consume(`schema.registry.url=${downUrl}`, `schema.cache.dir=${kept}`)
    assert.deepEqual([beside.code, beside.stdout.toString()], [0, '{"id":7,"band":"r"}\n'])
  })

  it('logs in as the keys of the converter avro say, in a file or as options', async () => {
    const server = await new RegistryServer().start()
    server.behaviour = ({ authorization }) =>
      authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`
        ? { body: ['a'] }
        : { status: 401, body: { error_code: 401, message: 'no' } }
    const file = join(folder, 'registry.properties')
    await writeFile(file, `schema.registry.url=${server.url}\nbasic.auth.user.info=me:\${env:TEST_PASSWORD}\n`)
    const right = await psconnect(['registry', 'subjects', '--config', file], { TEST_PASSWORD: 'secret' })
    assert.deepEqual([right.code, right.stdout.toString()], [0, 'a\n'])
    const property = ['--property', 'basic.auth.user.info=me:wrong']
    const wrong = await registry('subjects', '--url', server.url, ...property)
    await server.stop()
    refuses(wrong, /^psconnect registry subjects: .* refuses the login: 401, no/)
    assert.doesNotMatch(wrong.stderr, /wrong/)
  })

  it('says in one line what is wrong: port, certificate, subject, id', async () => {
    refuses(await registry('subjects', '--url', 'http://127.0.0.1:1'), /does not answer \(.*ECONNREFUSED/)
    refuses(await registry('versions', '--url', url, 'none'), /does not have \/subjects\/none\/versions: 40401/)
    refuses(await registry('get', '--url', url, '999999'), /does not have \/schemas\/ids\/999999: 40403/)
    const expired: ExpiredServer = await startExpiredServer()
    const trust = { type: 'PEM', location: expired.caFile }
    const tls = Object.entries(trust).flatMap(([key, text]) => [
      '--property',
      `schema.registry.ssl.truststore.${key}=${text}`,
    ])
    const ended = await registry('subjects', '--url', `https://${expired.address}`, ...tls)
    await expired.stop()
    refuses(ended, /does not answer \(.*certificate has expired/)
  })

  it('refuses what is no registry, and arguments that are missing', async () => {
    for (const args of [
      ['subjects'],
      ['subjects', '--url', `file:${folder}`],
      ['versions', '--url', url],
      ['get', '--url', url, 'x'],
      ['sync', '--url', url],
    ])
      assert.equal((await registry(...args)).code, 2, args.join(' '))
  })
})
