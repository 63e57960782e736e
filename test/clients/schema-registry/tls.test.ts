import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { openRegistry, type RegistryConfig } from '../../../clients/schema-registry/index.ts'
import { makeServerCertificate, noOpenssl } from '../../stack/server-certificate.ts'
import { RegistryServer } from './registry-server.ts'
import { registryConfig, TestWaiter, until } from './waiting.ts'

describe('a schema registry over TLS', { skip: noOpenssl }, () => {
  let files: Awaited<ReturnType<typeof makeServerCertificate>>
  let pem: { cert: string; key: string }
  before(async () => {
    files = await makeServerCertificate()
    pem = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') }
  })
  after(() => files?.remove())

  const serve = async (options: object, use: (server: RegistryServer) => Promise<void>) => {
    const server = await new RegistryServer({ ...pem, ...options }).start()
    server.add(1, 'long')
    try {
      await use(server)
    } finally {
      await server.stop()
    }
  }
  const trusting = () => ({
    'schema.registry.ssl.truststore.type': 'PEM',
    'schema.registry.ssl.truststore.location': files.cert,
  })

  it('is trusted by its authority', () =>
    serve({}, async server => {
      assert.equal((await ask(server, trusting())).text, '"long"')
    }))

  it('that nobody vouches for is not asked anything, and why is said', () =>
    serve({}, async server => {
      const waiter = new TestWaiter()
      const asked = ask(server, {}, waiter)
      await until(() => waiter.lines.length > 0)
      assert.match(waiter.lines[0] ?? '', /self-signed certificate/)
      waiter.giveUp()
      await assert.rejects(asked, /gave up/)
      assert.deepEqual(server.asked, [])
    }))

  it('that wants a certificate is shown one', () =>
    serve({ requestCert: true, rejectUnauthorized: true, ca: pem.cert }, async server => {
      const identity = {
        'schema.registry.ssl.keystore.certificate.chain': pem.cert,
        'schema.registry.ssl.keystore.key': pem.key,
      }
      assert.equal((await ask(server, { ...trusting(), ...identity })).text, '"long"')
    }))
})

const ask = (server: RegistryServer, keys: Partial<RegistryConfig>, waiter = new TestWaiter()) =>
  openRegistry(registryConfig([server.url], keys)).schema(1, waiter)
