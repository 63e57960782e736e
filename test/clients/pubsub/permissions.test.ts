import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { Channel, mayDo } from '@psconnect/client-pubsub'
import { textField } from '../../../clients/pubsub/protobuf.ts'
import { type GrpcServer, startGrpcServer } from '../../stack/grpc-server.ts'
import { failsWith, options, topic } from './calls.ts'

const asked = { resource: topic, permission: 'pubsub.topics.publish' }

describe('asking for a permission', () => {
  let server: GrpcServer
  let channel: Channel
  afterEach(() => {
    channel.close()
    server.stop()
  })

  /** A server that has the account's permissions, or refuses to tell; gives what it is asked. */
  const answering = async (granted: readonly string[], status = 0): Promise<string[]> => {
    const requests: string[] = []
    server = await startGrpcServer((path, request) => {
      requests.push(path, request.toString('latin1'))
      return { status, body: Buffer.concat(granted.map(permission => textField(1, permission))) }
    })
    channel = new Channel({ address: server.address, plaintext: true })
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
    await answering([], 12)
    assert.equal(await mayDo(channel, asked, options), undefined)
  })

  it('fails as any call does', async () => {
    await answering([], 7)
    await assert.rejects(mayDo(channel, asked, options), failsWith('PERMISSION_DENIED', /./, false))
  })
})
