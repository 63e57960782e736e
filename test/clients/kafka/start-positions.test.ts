import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Generation, GroupMember } from '../../../clients/kafka/group-member.ts'
import type { Broker, Cluster } from '../../../clients/kafka/kafkajs-internals.ts'
import { unknownOffset } from '../../../clients/kafka/position.ts'
import { startPositions } from '../../../clients/kafka/start-positions.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const partitions = [0, 1, 2].map(partition => ({ topic: 't', partition }))
const generation: Generation = { id: 1, memberId: 'm', isLeader: true, topics: ['t'], partitions }

/** A cluster of one broker, which leads partition 0 alone; its log holds 5 to 9. */
const broker = {
  listOffsets: async ({ topics }: { topics: { partitions: { partition: number; timestamp: number }[] }[] }) => ({
    responses: topics.map(({ partitions: asked }) => ({
      topic: 't',
      partitions: asked.map(({ partition, timestamp }) => ({ partition, offset: timestamp === -2 ? '5' : '10' })),
    })),
  }),
}
const partitionMetadata = [7, -1, -1].map((leader, partitionId) => ({ partitionId, leader }))
const cluster = {
  brokerPool: { metadata: { brokers: [], clusterId: null, topicMetadata: [{ topic: 't', partitionMetadata }] } },
  findBroker: async ({ nodeId }: { nodeId: number }) => {
    assert.equal(nodeId, 7)
    return broker as unknown as Broker
  },
} as unknown as Cluster

it('starts with the partitions that have a leader, and leaves the others to be looked at later', async () => {
  const member = { committed: async () => new Map([['t/1', 3n]]) } as unknown as GroupMember
  const host = { log, missed: () => assert.fail() }
  const positions = await startPositions(generation, {
    member,
    cluster,
    policy: 'earliest',
    commitsStart: true,
    isolation: 'read_uncommitted',
    host,
  })
  assert.deepEqual(
    positions.map(({ name, offset }) => [name, offset]),
    [
      ['t/0', 5n],
      ['t/1', 3n],
      ['t/2', unknownOffset],
    ],
  )
})
