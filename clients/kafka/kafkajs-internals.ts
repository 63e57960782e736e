import { createRequire } from 'node:module'

/**
 * The protocol layer of kafkajs 2.2.4 as it is used here: connections, SASL, TLS, metadata, and the encoding of requests. It has no
 * type declarations and is not exported by name, so these are the parts we rely on, and this is the only file that reaches for
 * them. The version is pinned exactly; docs/decisions/0003 says why its consumer is not used.
 */
export interface Protocol {
  readonly request: object
  readonly response: {
    readonly decode: (raw: Buffer) => Promise<unknown>
    readonly parse: (decoded: unknown) => Promise<unknown>
  }
  readonly requestTimeout?: number
}

export interface Connection {
  readonly socket?: { destroy(error?: Error): void }
  /** Set while it logs in. */
  readonly authHandlers: { onSuccess(frame: Buffer): void } | null
  readonly requestQueue: {
    fulfillRequest(answer: { size: number; correlationId: number; payload: Buffer }): void
  }
  /** Takes what comes from the socket. */
  processData: (data: Buffer) => void
}

export interface Broker {
  readonly nodeId: number | null
  readonly connectionPool: {
    readonly host: string
    readonly port: number
    readonly pool: readonly Connection[]
    send(protocol: Protocol): Promise<unknown>
  }
  connect(): Promise<void>
  lookupRequest(apiKey: number, definitions: object): (args: object) => Protocol
  metadata(topics: readonly string[]): Promise<Metadata>
  findGroupCoordinator(args: {
    groupId: string
    coordinatorType: number
  }): Promise<{ coordinator: { nodeId: number; host: string; port: number } }>
  syncGroup(args: {
    groupId: string
    memberId: string
    generationId: number
    groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[]
  }): Promise<{ memberAssignment: Buffer }>
  heartbeat(args: { groupId: string; memberId: string; groupGenerationId: number }): Promise<unknown>
  leaveGroup(args: { groupId: string; memberId: string }): Promise<unknown>
  offsetFetch(args: {
    groupId: string
    topics: readonly { topic: string; partitions: readonly { partition: number }[] }[]
  }): Promise<{ responses: readonly TopicOffsets[] }>
  offsetCommit(args: {
    groupId: string
    memberId: string
    groupGenerationId: number
    retentionTime: number
    topics: readonly TopicOffsets[]
  }): Promise<unknown>
  deleteGroups(groupIds: readonly string[]): Promise<{ results: readonly { errorCode: number }[] }>
  describeConfigs(args: { resources: readonly { type: number; name: string }[] }): Promise<{
    resources: readonly { configEntries: readonly ConfigEntry[] }[]
  }>
  listOffsets(args: {
    replicaId: number
    isolationLevel: number
    topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: number }[] }[]
  }): Promise<{ responses: readonly TopicOffsets[] }>
}

export interface ConfigEntry {
  readonly configName: string
  readonly configValue: string
  readonly configSource: number
  readonly isSensitive: boolean
}

export interface TopicOffsets {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
}

export interface JoinedGroup {
  readonly generationId: number
  readonly leaderId: string
  readonly memberId: string
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[]
}

export interface Metadata {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[]
  readonly clusterId: string | null
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number
    readonly topic: string
    readonly partitionMetadata: readonly {
      readonly partitionId: number
      readonly leader: number
      readonly replicas: readonly number[]
      readonly isr: readonly number[]
    }[]
  }[]
}

export interface Cluster {
  /** Which topics a refresh asks for. */
  targetTopics: Set<string>
  readonly brokerPool: {
    readonly metadata: Metadata | null
    readonly brokers: Readonly<Record<string, Broker>>
    readonly seedBroker: Broker | undefined
    createBroker: (options: object) => Broker
    connect(): Promise<void>
    /** Takes the next of the configured brokers as the one to ask first. */
    createSeedBroker(): Promise<void>
  }
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  findBroker(args: { nodeId: number }): Promise<Broker>
  /** The one that creates topics. */
  findControllerBroker(): Promise<Broker>
  getNodeIds(): readonly string[]
}

export type SocketFactory = (args: {
  host: string
  port: number
  ssl: object | null
  onConnect: () => void
}) => import('node:net').Socket

interface ClusterOptions {
  readonly logger: object
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly ssl?: object | null
  readonly sasl?: object | null
  readonly socketFactory: SocketFactory
  readonly connectionTimeout: number
  readonly authenticationTimeout: number
  readonly requestTimeout: number
  readonly enforceRequestTimeout: boolean
  readonly metadataMaxAge: number
  readonly allowAutoTopicCreation: boolean
  readonly retry: { readonly retries: number; readonly initialRetryTime: number; readonly maxRetryTime: number }
}

/** Reads and writes Kafka's primitive types. */
export interface Encoder {
  readonly buffer: Buffer
  writeInt16(value: number): Encoder
  writeInt32(value: number): Encoder
  writeString(value: string | null): Encoder
  writeArray(values: readonly unknown[]): Encoder
  writeBytes(value: Buffer): Encoder
}

export interface Decoder {
  readInt16(): number
  readInt32(): number
  readString(): string
  readBytes(): Buffer | null
  readArray<T>(read: (decoder: Decoder) => T): T[]
  canReadInt16(): boolean
}

export interface SaslLogin {
  /** In lower case. */
  readonly mechanism: string
  readonly username: string
  readonly password: string
}

export interface SaslExchange {
  readonly host: string
  readonly port: number
  readonly logger: object
  saslAuthenticate(message: object): Promise<unknown>
}

type SaslProvider = (login: SaslLogin) => (exchange: SaslExchange) => { authenticate(): Promise<void> }

interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests: (this: RequestQueue) => void
}

const load = createRequire(import.meta.url)

export const Cluster = load('kafkajs/src/cluster') as new (options: ClusterOptions) => Cluster
export const Encoder = load('kafkajs/src/protocol/encoder') as new () => Encoder
export const Decoder = load('kafkajs/src/protocol/decoder') as new (buffer: Buffer) => Decoder
/** The checksum of a record batch. */
export const crc32c = load('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number
type ByRequest<T> = Readonly<Record<'CreateTopics' | 'Fetch' | 'JoinGroup' | 'Metadata' | 'Produce', T>>
export const apiKeys = load('kafkajs/src/protocol/requests/apiKeys') as ByRequest<number>
export const { requests } = load('kafkajs/src/protocol/requests') as { readonly requests: ByRequest<object> }
/** What is thrown for an error that a broker answers with, by its code in Kafka's protocol. */
export const { createErrorFromCode } = load('kafkajs/src/protocol/error') as {
  readonly createErrorFromCode: (code: number) => Error
}
/** The answer to a member's first JoinGroup: it is to join with this id. */
export const { KafkaJSMemberIdRequired } = load('kafkajs/src/errors') as {
  readonly KafkaJSMemberIdRequired: new () => Error & { readonly memberId: string }
}

/** By mechanism. */
export const saslProviders: Readonly<Record<string, SaslProvider>> = {
  plain: load('kafkajs/src/broker/saslAuthenticator/plain'),
  'scram-sha-256': load('kafkajs/src/broker/saslAuthenticator/scram256'),
  'scram-sha-512': load('kafkajs/src/broker/saslAuthenticator/scram512'),
}

/**
 * kafkajs re-arms a timer with a negative delay after every response, for ever: a thousand wake-ups a second on an idle connection,
 * and a TimeoutNegativeWarning on newer Nodes. Only a queue that has something to send needs it.
 */
const { prototype } = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue }
const schedule = prototype.scheduleCheckPendingRequests
prototype.scheduleCheckPendingRequests = function scheduleWhereNeeded() {
  if (this.pending.length > 0) schedule.call(this)
}
