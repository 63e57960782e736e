import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type Fault, type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

const partitions = 2
const perPartition = 300

describe('records with ordering keys', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
  })

  /** Records of seven keys, which come in turn; now and then one without a value. */
  const keyedTopic = async () => {
    const topic = uniqueName('ordered')
    const { plaintext } = stack.addresses.kafka
    await createTopic(plaintext, { topic, partitions })
    const messages = Array.from({ length: partitions * perPartition }, (_, index) => ({
      key: `key-${index % 7}`,
      value: index % 50 === 49 ? null : Buffer.alloc(2000, index),
      partition: index % partitions,
    }))
    await produce(plaintext, topic, messages)
    return topic
  }

  const missing = async (topic: string) => {
    const all = await Promise.all(
      Array.from({ length: partitions }, (_, partition) =>
        server.missing({ topic, partition, from: 0, to: perPartition }),
      ),
    )
    return all.flat().length
  }

  const troubles: readonly (readonly [string, Fault])[] = [
    ['refuses requests for a while', { kind: 'status', code: 14 }],
    ['drops connections after it has stored', { kind: 'drop', store: true }],
  ]
  for (const [what, fault] of troubles)
    it(`arrive in order, all of them, from a server that ${what}`, async () => {
      await server?.stop()
      server = await startPublishServer()
      const topic = await keyedTopic()
      await server.misbehave(fault, { times: 6, method: 'Publish', after: 3 })
      const worker = await ConnectWorker.start({
        files: jobFiles({
          topic,
          group: uniqueName('group'),
          kafka: stack.addresses.kafka,
          connector: ['orderingKeySource=key', 'maxBufferSize=10'],
        }),
        env: { PUBSUB_EMULATOR_HOST: server.address },
      })
      while ((await missing(topic)) > 0) await new Promise(resolve => setTimeout(resolve, 50))
      assert.equal(await worker.stop(), 0)
      assert.deepEqual(await server.misordered(), [])
    })
})
