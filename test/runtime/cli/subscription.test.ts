import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { CommandFailed } from '../../../runtime/cli/command.ts'
import { Subscription } from '../../../runtime/cli/subscription.ts'
import { type GrpcServer, startGrpcServer } from '../../stack/grpc-server.ts'

const never = new AbortController().signal
const lent = (ackId: string) => ({ ackId, id: ackId, data: new Uint8Array(), attributes: {}, publishTime: 0 })

const saying = (message: RegExp) => (error: unknown) => error instanceof CommandFailed && message.test(error.message)

describe('a subscription that a tool reads', () => {
  let server: GrpcServer
  let subscription: Subscription
  afterEach(() => {
    subscription.close()
    server.stop()
  })

  /** A server that answers with these gRPC codes, and goes on with the last; gives the methods it is asked for. */
  const answering = async (...codes: readonly number[]): Promise<string[]> => {
    const asked: string[] = []
    server = await startGrpcServer(path => {
      const status = codes[Math.min(asked.length, codes.length - 1)] ?? 0
      asked.push(path.replace('/google.pubsub.v1.Subscriber/', ''))
      return { status, body: Buffer.alloc(0) }
    })
    subscription = new Subscription({ project: 'p', id: 's', endpoint: { address: server.address, plaintext: true } })
    return asked
  }

  it('has no messages where the server ends the call first, as it knows the deadline too', async () => {
    await answering(1)
    assert.deepEqual(await subscription.pull(1, 5_000, never), [])
  })

  it('says what may not be done with it, and what would let it', async () => {
    await answering(7)
    const refusal = /^projects\/p\/subscriptions\/s cannot be pulled from: PERMISSION_DENIED: .*roles\/pubsub\.editor/
    await assert.rejects(subscription.pull(1, 5_000, never), saying(refusal))
  })

  it('is asked again where it has answered before, as what was read must not be read in vain', async () => {
    const asked = await answering(0, 14, 8, 0)
    await subscription.pull(1, 5_000, never)
    await subscription.acknowledge([lent('a')])
    assert.deepEqual(asked, ['Pull', 'Acknowledge', 'Acknowledge', 'Acknowledge'])
  })

  it('is not asked again where it has never answered, nor for what will not pass', async () => {
    const asked = await answering(14, 0, 7)
    await assert.rejects(subscription.pull(1, 5_000, never), saying(/UNAVAILABLE/))
    await subscription.pull(1, 5_000, never)
    await assert.rejects(subscription.acknowledge([lent('a')]), saying(/cannot be acknowledged: PERMISSION_DENIED/))
    assert.equal(asked.length, 3)
  })

  it('takes as many names of messages in a request as Pub/Sub does', async () => {
    const asked = await answering(0)
    await subscription.giveBack(Array.from({ length: 2_001 }, (_, index) => lent(`${index}`)))
    assert.deepEqual(asked, ['ModifyAckDeadline', 'ModifyAckDeadline', 'ModifyAckDeadline'])
    await subscription.giveBack([])
    assert.equal(asked.length, 3)
  })
})
