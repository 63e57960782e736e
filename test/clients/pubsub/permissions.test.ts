import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { Channel, mayDo } from '@psconnect/client-pubsub'
import { textField } from '../../../clients/pubsub/protobuf.ts'
import { failsWith, options, topic } from './calls.ts'

const asked = { resource: topic, permission: 'pubsub.topics.publish' }

describe('asking for a permission', () => {
  let server: Http2Server
  let channel: Channel
  afterEach(() => {
    channel.close()
    server.close()
  })

  /** A server that has the account's permissions, or refuses to tell. */
  const answering = async (granted: readonly string[], status = '0'): Promise<string[]> => {
    const requests: string[] = []
    server = createServer()
    server.on('stream', (stream, headers) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        requests.push(String(headers[':path']), Buffer.concat(chunks).subarray(5).toString('latin1'))
        const body = Buffer.concat(granted.map(permission => textField(1, permission)))
        const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, body.length]), body])
        stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
        stream.end(status === '0' ? frame : undefined)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    channel = new Channel({ address: `127.0.0.1:${port}`, plaintext: true })
    return requests
  }

  it('names the resource and the permission, and is answered with those that the account has', async () => {
    const requests = await answering(['pubsub.topics.publish'])
    assert.equal(await mayDo(channel, asked, options), true)
    assert.equal(requests[0], '/google.iam.v1.IAMPolicy/TestIamPermissions')
    assert.match(requests[1] ?? '', /projects\/p\/topics\/t.*pubsub\.topics\.publish/s)
  })

  it('is answered with no where the account does not have it', async () => {
    await answering([])
    assert.equal(await mayDo(channel, asked, options), false)
  })

  it('cannot be answered by a server that does not know such questions', async () => {
    await answering([], '12')
    assert.equal(await mayDo(channel, asked, options), undefined)
  })

  it('fails as any call does', async () => {
    await answering([], '7')
    await assert.rejects(mayDo(channel, asked, options), failsWith('PERMISSION_DENIED', /./, false))
  })
})
