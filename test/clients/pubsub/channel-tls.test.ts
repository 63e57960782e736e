import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Channel, publish } from '@psconnect/client-pubsub'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { makeServerCertificate, noOpenssl } from '../../stack/server-certificate.ts'
import { failsWith, oneMessage, options } from './calls.ts'

describe('a channel over TLS', { skip: noOpenssl }, () => {
  let tls: Awaited<ReturnType<typeof makeServerCertificate>>
  let server: PublishServer
  before(async () => {
    tls = await makeServerCertificate()
    server = await startPublishServer({ tls })
  })
  after(async () => {
    await server.stop()
    await tls.remove()
  })
  const trusting = async (certificates: string[], use: (channel: Channel) => Promise<void>) => {
    const usual = getCACertificates()
    setDefaultCACertificates([...usual, ...certificates])
    const channel = new Channel({ address: server.address, plaintext: false })
    await use(channel).finally(() => channel.close())
    setDefaultCACertificates(usual)
  }

  it('publishes to a server whose certificate it trusts', async () => {
    const certificate = await readFile(tls.cert, 'utf8')
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
