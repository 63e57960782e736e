import { ConnectError } from 'psconnect/plugin'
import { askAnyBroker } from './cluster.ts'
import { apiKeys, type Cluster, requests } from './kafkajs-internals.ts'

export interface WantedTopic {
  readonly topic: string
  /** Used only when the topic must be created; it then gets one partition. */
  readonly replicationFactor: number
}

/** What brokers answer, by its code in Kafka's protocol. */
const none = 0
const unknownTopic = 3
const invalidTopic = 17
const topicNotAuthorized = 29
const clusterNotAuthorized = 31
const alreadyExists = 36
const invalidReplicationFactor = 38
const policyViolation = 44

/** Looks the topic up and creates it where it does not exist. Rejects with a ConnectError where trying again cannot help. */
export async function ensureTopic(cluster: Cluster, wanted: WantedTopic): Promise<void> {
  const { topicMetadata } = await askAnyBroker(cluster, broker => broker.metadata([wanted.topic]))
  const code = topicMetadata[0]?.topicErrorCode ?? unknownTopic
  if (code === none) return
  if (code !== unknownTopic) throw failure(wanted, { code, doing: 'look up' })
  await create(cluster, wanted)
}

interface Creation {
  readonly topicErrors: readonly { readonly errorCode: number; readonly errorMessage?: string | null }[]
}

async function create(cluster: Cluster, wanted: WantedTopic): Promise<void> {
  const broker = await cluster.findControllerBroker()
  const topics = [{ topic: wanted.topic, numPartitions: 1, replicationFactor: wanted.replicationFactor }]
  const protocol = broker.lookupRequest(apiKeys.CreateTopics, requests.CreateTopics)({ topics, validateOnly: false })
  // kafkajs would throw the broker's explanation away.
  const response = { decode: protocol.response.decode, parse: async (decoded: unknown) => decoded }
  const { topicErrors } = (await broker.connectionPool.send({ ...protocol, response })) as Creation
  const { errorCode: code = none, errorMessage } = topicErrors[0] ?? {}
  if (code === none || code === alreadyExists) return
  throw failure(wanted, { code, doing: 'create', explanation: errorMessage ?? '' })
}

interface Refusal {
  readonly code: number
  readonly doing: 'look up' | 'create'
  readonly explanation?: string
}

function failure({ topic, replicationFactor }: WantedTopic, { code, doing, explanation = '' }: Refusal): Error {
  const because = (why: string) => new ConnectError('SINK_FAILED', `Cannot ${doing} the topic ${topic}: ${why}`)
  switch (code) {
    case invalidReplicationFactor:
      return because(
        `there are not enough brokers for a replication factor of ${replicationFactor}. Set errors.deadletterqueue.topic.replication.factor to at most their number (1 where there is one broker).`,
      )
    case topicNotAuthorized:
    case clusterNotAuthorized:
      return because(
        doing === 'create'
          ? 'it does not exist, and this user may not create it: ask for CREATE on it, or have it created.'
          : 'this user may not see it: ask for DESCRIBE and WRITE on it.',
      )
    case invalidTopic:
      return because('the brokers do not take that name.')
    case policyViolation:
      return because(`the brokers' policy does not allow it: ${explanation}`)
    default:
      return new Error(`the brokers answer with error ${code} of Kafka's protocol ${explanation}`.trim())
  }
}
