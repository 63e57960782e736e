import type { AbortedTransaction } from './aborted-batches.ts'
import { ByteReader } from './byte-reader.ts'
import { apiKeys, type Broker, requests } from './kafkajs-internals.ts'
import type { TopicPartition } from './topic-partition.ts'

export interface FetchFrom extends TopicPartition {
  readonly fetchOffset: string
  readonly maxBytes: number
}

/** Whether records of transactions are handed out before it is known how these end, and those that were aborted too. */
export type Isolation = 'read_uncommitted' | 'read_committed'
/** As numbers of Kafka's protocol. */
export const isolationLevels: Readonly<Record<Isolation, number>> = { read_uncommitted: 0, read_committed: 1 }

export interface FetchLimits {
  readonly isolation: Isolation
  readonly maxBytes: number
  readonly minBytes: number
  readonly maxWaitTime: number
}

/** One partition's part of a response, its records still encoded. */
export interface FetchedPartition extends TopicPartition {
  readonly errorCode: number
  /** Behind the last record that may be read now: with read_committed, what stands before the first open transaction. */
  readonly readableEnd: bigint
  readonly logStart: bigint
  /** Transactions whose records in `bytes` are not to be handed out. */
  readonly aborted: readonly AbortedTransaction[]
  readonly bytes: Buffer
}

export interface FetchResponse {
  readonly partitions: readonly FetchedPartition[]
  /** What the response pins in memory, whole, as long as one record of it is held. */
  readonly memory: ArrayBuffer
  /** How long the broker asks to be left alone. */
  readonly clientSideThrottleTime: number
}

/** Fetches through kafkajs's connection and request encoding; the response is read here, without an object per field. */
export async function fetchFrom(
  broker: Broker,
  topics: readonly { readonly topic: string; readonly partitions: readonly FetchFrom[] }[],
  limits: FetchLimits,
): Promise<FetchResponse> {
  const protocol = broker.lookupRequest(
    apiKeys.Fetch,
    requests.Fetch,
  )({ ...limits, topics, isolationLevel: isolationLevels[limits.isolation], rackId: '' })
  const response = await broker.connectionPool.send({
    ...protocol,
    response: {
      decode: async raw => decodeFetch(raw, versionOf(protocol.request), limits.isolation),
      parse: async decoded => decoded,
    },
  })
  return response as FetchResponse
}

const versionOf = (request: object): number =>
  'apiVersion' in request && typeof request.apiVersion === 'number' ? request.apiVersion : 0

/** Fetch responses of versions 4 to 11, which Kafka 0.11 to 4.x answer with. */
function decodeFetch(raw: Buffer, version: number, isolation: Isolation): FetchResponse {
  const reader = new ByteReader(raw)
  const clientSideThrottleTime = reader.int32()
  if (version >= 7) reader.skip(2 + 4) // error of the fetch session, its id: none are used
  const partitions: FetchedPartition[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string()
    for (let left = reader.int32(); left > 0; left--)
      partitions.push(decodePartition(reader, topic, { version, isolation }))
  }
  return { partitions, memory: raw.buffer as ArrayBuffer, clientSideThrottleTime }
}

interface Form {
  readonly version: number
  readonly isolation: Isolation
}

function decodePartition(reader: ByteReader, topic: string, { version, isolation }: Form): FetchedPartition {
  const partition = reader.int32()
  const errorCode = reader.int16()
  const highWatermark = reader.int64()
  const lastStableOffset = reader.int64()
  const logStart = version >= 5 ? reader.int64() : -1n
  const aborted: AbortedTransaction[] = []
  for (let left = reader.int32(); left > 0; left--)
    aborted.push({ producerId: reader.int64(), firstOffset: reader.int64() })
  if (version >= 11) reader.skip(4) // preferred read replica: only with a rack id
  const length = Math.max(reader.int32(), 0)
  const readableEnd = isolation === 'read_committed' ? lastStableOffset : highWatermark
  const start = reader.position
  reader.skip(length)
  const bytes = reader.bytes.subarray(start, start + length)
  return { topic, partition, errorCode, readableEnd, logStart, aborted, bytes }
}
