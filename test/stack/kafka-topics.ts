// oxlint-disable-next-line import/no-unassigned-import -- it mends a timer of kafkajs that Node warns about
import '../../clients/kafka/kafkajs-internals.ts'
import { createRequire } from 'node:module'
import { type AclResourceTypes, type Admin, Kafka, logLevel, type Message } from 'kafkajs'

// What of kafkajs an import by name does not find.
const enums = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs')

/** What tests do to topics and groups, on the PLAINTEXT listener (`kafka.address.plaintext`). */

interface TopicShape {
  readonly topic: string
  readonly partitions?: number
  /** Topic settings by name, such as `cleanup.policy`. */
  readonly settings?: Readonly<Record<string, string>>
}

export const createTopic = (broker: string, { topic, partitions = 1, settings = {} }: TopicShape): Promise<void> =>
  withAdmin(broker, async admin => {
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: partitions, replicationFactor: 1, configEntries }],
    })
  })

/** Lets a user do this to a topic, and with it, nobody anything that nothing is said about. The topic need not exist. */
export const allow = (
  broker: string,
  topic: string,
  { user, to }: { readonly user: string; readonly to: 'DESCRIBE' | 'READ' | 'WRITE' },
): Promise<void> => permit(broker, { resourceType: enums.AclResourceTypes.TOPIC, resourceName: topic, user, to })

/** Lets this user alone read as a member of a group. */
export const reserveGroup = (broker: string, group: string, user: string): Promise<void> =>
  permit(broker, { resourceType: enums.AclResourceTypes.GROUP, resourceName: group, user, to: 'READ' })

interface Permission {
  readonly resourceType: AclResourceTypes
  readonly resourceName: string
  readonly user: string
  readonly to: 'DESCRIBE' | 'READ' | 'WRITE'
}

const permit = (broker: string, { user, to, ...resource }: Permission): Promise<void> =>
  withAdmin(broker, async admin => {
    const acl = {
      ...resource,
      resourcePatternType: enums.ResourcePatternTypes.LITERAL,
      principal: `User:${user}`,
      host: '*',
      operation: enums.AclOperationTypes[to],
      permissionType: enums.AclPermissionTypes.ALLOW,
    }
    await admin.createAcls({ acl: [acl] })
    // The broker hears of it a moment later than the controller that answers.
    for (let known = 0; known === 0; ) known = (await admin.describeAcls(acl)).resources.length
  })

export const deleteTopic = (broker: string, topic: string): Promise<void> =>
  withAdmin(broker, admin => admin.deleteTopics({ topics: [topic] }))

/** In one request, so keep it below 16 MB. A message without a partition goes where its key says. */
export const produce = async (broker: string, topic: string, messages: Message[]): Promise<void> => {
  const producer = kafkaAt(broker).producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    await producer.send({ topic, messages, acks: -1 })
  } finally {
    await producer.disconnect()
  }
}

/** Each value in a transaction of its own. */
export const produceInTransactions = async (
  broker: string,
  topic: string,
  values: readonly { readonly value: string; readonly end: 'commit' | 'abort' }[],
): Promise<void> => {
  const producer = kafkaAt(broker).producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  try {
    for (const { value, end } of values) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ value }] })
      await transaction[end]()
    }
  } finally {
    await producer.disconnect()
  }
}

/** Sends one value in a transaction and leaves it open; returns what ends it. */
export const openTransaction = async (
  broker: string,
  topic: string,
  value: string,
): Promise<(end: 'commit' | 'abort') => Promise<void>> => {
  const producer = kafkaAt(broker).producer({ transactionalId: `${topic}-${value}`, idempotent: true })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic, messages: [{ value }] })
  return async end => {
    await transaction[end]()
    await producer.disconnect()
  }
}

/** Sets how many partitions there are. */
export const addPartitions = (broker: string, topic: string, total: number): Promise<void> =>
  withAdmin(broker, async admin => {
    await admin.createPartitions({ topicPartitions: [{ topic, count: total }] })
  })

export interface PartitionOffset {
  readonly partition: number
  readonly offset: bigint
}

/** Deletes what lies before these offsets. */
export const deleteRecords = (broker: string, topic: string, before: readonly PartitionOffset[]): Promise<void> =>
  withAdmin(broker, async admin => {
    // kafkajs deletes only from topics whose metadata it has read for another reason.
    await admin.fetchTopicOffsets(topic)
    const partitions = before.map(({ partition, offset }) => ({ partition, offset: String(offset) }))
    await admin.deleteTopicRecords({ topic, partitions })
  })

/** What the group has committed, by partition; partitions without a commit are left out. */
export const committedOffsets = (broker: string, group: string, topic: string): Promise<PartitionOffset[]> =>
  withAdmin(broker, async admin => {
    const [answer] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
    return byPartition(answer?.partitions ?? []).filter(({ offset }) => offset >= 0n)
  })

/** The names of all groups that brokers know. */
export const groupNames = (broker: string): Promise<readonly string[]> =>
  withAdmin(broker, async admin => (await admin.listGroups()).groups.map(({ groupId }) => groupId))

/** The offset that the next record of each partition will get. */
export const endOffsets = (broker: string, topic: string): Promise<PartitionOffset[]> =>
  withAdmin(broker, async admin => byPartition(await admin.fetchTopicOffsets(topic)))

const byPartition = (offsets: readonly { partition: number; offset: string }[]): PartitionOffset[] =>
  offsets
    .map(({ partition, offset }) => ({ partition, offset: BigInt(offset) }))
    .toSorted((a, b) => a.partition - b.partition)

const withAdmin = async <Result>(broker: string, use: (admin: Admin) => Promise<Result>): Promise<Result> => {
  const admin = kafkaAt(broker).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}

const kafkaAt = (broker: string): Kafka =>
  new Kafka({ clientId: 'psconnect-tests', brokers: [broker], logLevel: logLevel.NOTHING })
