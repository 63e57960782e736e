import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Channel, publish } from '@psconnect/client-pubsub'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { failsWith, oneMessage, options } from './calls.ts'

const openssl = spawnSync('openssl', ['version']).status === 0

describe('a channel over TLS', { skip: !openssl && 'openssl, which makes the certificate, is not installed' }, () => {
  let folder: string
  let server: PublishServer
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psconnect-'))
    const tls = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
    const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=test'
    execFileSync(
      'openssl',
      [...request.split(' '), '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', tls.key, '-out', tls.cert],
      { stdio: 'ignore' },
    )
    server = await startPublishServer({ tls })
  })
  after(async () => {
    await server.stop()
    await rm(folder, { recursive: true })
  })
  const trusting = async (certificates: string[], use: (channel: Channel) => Promise<void>) => {
    const usual = getCACertificates()
    setDefaultCACertificates([...usual, ...certificates])
    const channel = new Channel({ address: server.address, plaintext: false })
    await use(channel).finally(() => channel.close())
    setDefaultCACertificates(usual)
  }

  it('publishes to a server whose certificate it trusts', async () => {
    const certificate = await readFile(join(folder, 'cert.pem'), 'utf8')
    await trusting([certificate], channel => publish(channel, oneMessage(Buffer.alloc(1_000_000)), options))
    assert.equal((await server.totals()).messages, 1)
  })

  it('publishes to no other', async () => {
    await trusting([], channel =>
      assert.rejects(
        publish(channel, oneMessage(), options),
        failsWith('UNAVAILABLE', /self-signed certificate/, false),
      ),
    )
  })
})
