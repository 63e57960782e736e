import { askAnyBroker } from './cluster.ts'
import { failureOf, nameOfError } from './errors.ts'
import {
  apiKeys,
  type Broker,
  type Cluster,
  type JoinedGroup,
  KafkaJSMemberIdRequired,
  requests,
} from './kafkajs-internals.ts'
import {
  assignorName,
  assignRanges,
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from './range-assignor.ts'
import { byTopic, nameOf, type TopicPartition } from './topic-partition.ts'
import { selectTopics, type TopicSelection } from './topic-selection.ts'

export interface GroupOptions {
  readonly groupId: string
  readonly topics: TopicSelection
  readonly sessionTimeoutMs: number
  /** How long the group waits for a member that has to finish its work before it joins again. */
  readonly rebalanceTimeoutMs: number
}

/** One round of the group: who this member is in it and what it was given. Commits name it, so a late one is refused. */
export interface Generation {
  readonly id: number
  readonly memberId: string
  readonly isLeader: boolean
  /** Those this member has asked for. */
  readonly topics: readonly string[]
  readonly partitions: readonly TopicPartition[]
  /** How many members share how many partitions; known to the leader, who shared them out. */
  readonly shared?: { readonly members: number; readonly partitionCounts: ReadonlyMap<string, number> }
}

/** Errors after which the coordinator has to be looked for again, beside all that are not a broker's answer. */
const moved = new Set(['NOT_COORDINATOR_FOR_GROUP', 'NOT_COORDINATOR', 'GROUP_COORDINATOR_NOT_AVAILABLE'])

/** Speaks with a group's coordinator. Each method tries once and rejects with kafkajs's error. */
export class GroupMember {
  readonly #cluster: Cluster
  readonly #options: GroupOptions
  #coordinator: Broker | undefined
  #memberId = ''

  constructor(cluster: Cluster, options: GroupOptions) {
    this.#cluster = cluster
    this.#options = options
  }

  /** Joins, and as the leader shares out the partitions. Waits for the other members: `waiting` is called when that begins. */
  async join(waiting: () => void): Promise<Generation> {
    const { groupId } = this.#options
    const topics = await this.selectTopics()
    const joined = await this.#ask(coordinator => {
      waiting()
      return this.#joinGroup(coordinator, topics)
    })
    const { memberId, generationId } = joined
    this.#memberId = memberId
    const isLeader = joined.leaderId === memberId
    const subscriptions = new Map(
      joined.members.map(member => [member.memberId, decodeSubscription(member.memberMetadata)]),
    )
    const counts = await this.#countPartitions(isLeader ? [...subscriptions.values()].flat() : topics)
    const shares = isLeader ? assignRanges(subscriptions, counts) : new Map()
    const groupAssignment = [...shares].map(([member, partitions]) => ({
      memberId: member,
      memberAssignment: encodeAssignment(partitions),
    }))
    const { memberAssignment } = await this.#ask(coordinator =>
      coordinator.syncGroup({ groupId, memberId, generationId, groupAssignment }),
    )
    const generation = { id: generationId, memberId, isLeader, topics, partitions: decodeAssignment(memberAssignment) }
    return isLeader ? { ...generation, shared: { members: subscriptions.size, partitionCounts: counts } } : generation
  }

  /** The topics it would ask for now. */
  selectTopics(): Promise<readonly string[]> {
    return selectTopics(this.#cluster, this.#options.topics)
  }

  async heartbeat({ id, memberId }: Generation): Promise<void> {
    const { groupId } = this.#options
    await this.#ask(coordinator => coordinator.heartbeat({ groupId, memberId, groupGenerationId: id }))
  }

  /** Next offsets to read, by the name of the partition; absent where nothing was committed. */
  async committed(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, bigint>> {
    const { groupId } = this.#options
    const topics = byTopic(partitions)
    const { responses } = await this.#ask(coordinator => coordinator.offsetFetch({ groupId, topics }))
    const offsets = new Map<string, bigint>()
    for (const { topic, partitions: those } of responses)
      for (const { partition, offset } of those)
        if (BigInt(offset) >= 0n) offsets.set(nameOf({ topic, partition }), BigInt(offset))
    return offsets
  }

  async commit(
    { id, memberId }: Generation,
    offsets: readonly (TopicPartition & { readonly offset: bigint })[],
  ): Promise<void> {
    const { groupId } = this.#options
    const topics = byTopic(
      offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset: offset.toString() })),
    )
    await this.#ask(coordinator =>
      coordinator.offsetCommit({ groupId, memberId, groupGenerationId: id, retentionTime: -1, topics }),
    )
  }

  /** The group no longer knows this member: the next join is that of a new one. */
  forgetIdentity(): void {
    this.#memberId = ''
  }

  async leave(): Promise<void> {
    const { groupId } = this.#options
    const memberId = this.#memberId
    if (memberId === '') return
    this.forgetIdentity()
    await this.#ask(coordinator => coordinator.leaveGroup({ groupId, memberId }))
  }

  /** A new member is first given an id. It is kept from then on, so that who gives up waiting for the others can leave again. */
  async #joinGroup(coordinator: Broker, topics: readonly string[]): Promise<JoinedGroup> {
    const { groupId, sessionTimeoutMs, rebalanceTimeoutMs } = this.#options
    const join = async () =>
      (await coordinator.connectionPool.send(
        coordinator.lookupRequest(
          apiKeys.JoinGroup,
          requests.JoinGroup,
        )({
          groupId,
          memberId: this.#memberId,
          sessionTimeout: sessionTimeoutMs,
          rebalanceTimeout: rebalanceTimeoutMs,
          protocolType: 'consumer',
          groupProtocols: [{ name: assignorName, metadata: encodeSubscription(topics) }],
        }),
      )) as JoinedGroup
    try {
      return await join()
    } catch (error) {
      if (!(error instanceof KafkaJSMemberIdRequired)) throw error
      this.#memberId = error.memberId
      return join()
    }
  }

  /** Partitions of each of the topics that exist. */
  async #countPartitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    this.#cluster.targetTopics = new Set(topics)
    await this.#cluster.refreshMetadata()
    return partitionCounts(this.#cluster)
  }

  async #ask<T>(request: (coordinator: Broker) => Promise<T>): Promise<T> {
    this.#coordinator ??= await findCoordinator(this.#cluster, this.#options.groupId)
    const coordinator = this.#coordinator
    try {
      return await request(coordinator)
    } catch (error) {
      const { type } = failureOf(error)
      if (nameOfError(error) !== 'KafkaJSProtocolError' || moved.has(type)) this.#coordinator = undefined
      throw error
    }
  }
}

/** The broker that looks after a group. */
export function findCoordinator(cluster: Cluster, groupId: string): Promise<Broker> {
  return askAnyBroker(cluster, async broker => {
    const { coordinator } = await broker.findGroupCoordinator({ groupId, coordinatorType: 0 })
    return cluster.findBroker({ nodeId: coordinator.nodeId })
  })
}

/** Of the topics last asked for, those that exist. */
export function partitionCounts(cluster: Cluster): ReadonlyMap<string, number> {
  const topics = cluster.brokerPool.metadata?.topicMetadata ?? []
  return new Map(
    topics.flatMap(({ topic, topicErrorCode, partitionMetadata }) =>
      topicErrorCode === 0 ? [[topic, partitionMetadata.length] as const] : [],
    ),
  )
}
