import { ByteReader } from './byte-reader.ts'
import { apiKeys, type Broker, requests } from './kafkajs-internals.ts'
import type { TopicPartition } from './topic-partition.ts'

export interface FetchFrom extends TopicPartition {
  readonly fetchOffset: string
  readonly maxBytes: number
}

export interface FetchLimits {
  readonly maxBytes: number
  readonly minBytes: number
  readonly maxWaitTime: number
}

/** One partition's part of a response, its records still encoded. */
export interface FetchedPartition extends TopicPartition {
  readonly errorCode: number
  readonly highWatermark: bigint
  readonly logStart: bigint
  readonly bytes: Buffer
}

export interface FetchResponse {
  readonly partitions: readonly FetchedPartition[]
  /** What the response pins in memory, whole, as long as one record of it is held. */
  readonly pinnedBytes: number
  /** How long the broker asks to be left alone. */
  readonly clientSideThrottleTime: number
}

/** Everything is visible, as Kafka's consumers have it by default: `isolation.level=read_uncommitted`. */
const readUncommitted = 0

/** Fetches through kafkajs's connection and request encoding; the response is read here, without an object per field. */
export async function fetchFrom(
  broker: Broker,
  topics: readonly { readonly topic: string; readonly partitions: readonly FetchFrom[] }[],
  limits: FetchLimits,
): Promise<FetchResponse> {
  const protocol = broker.lookupRequest(
    apiKeys.Fetch,
    requests.Fetch,
  )({ ...limits, topics, isolationLevel: readUncommitted, rackId: '' })
  const response = await broker.connectionPool.send({
    ...protocol,
    response: { decode: async raw => decodeFetch(raw, versionOf(protocol.request)), parse: async decoded => decoded },
  })
  return response as FetchResponse
}

const versionOf = (request: object): number =>
  'apiVersion' in request && typeof request.apiVersion === 'number' ? request.apiVersion : 0

/** Fetch responses of versions 4 to 11, which Kafka 0.11 to 4.x answer with. */
function decodeFetch(raw: Buffer, version: number): FetchResponse {
  const reader = new ByteReader(raw)
  const clientSideThrottleTime = reader.int32()
  if (version >= 7) reader.skip(2 + 4) // error of the fetch session, its id: none are used
  const partitions: FetchedPartition[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string()
    for (let left = reader.int32(); left > 0; left--) partitions.push(decodePartition(reader, topic, version))
  }
  return { partitions, pinnedBytes: raw.buffer.byteLength, clientSideThrottleTime }
}

function decodePartition(reader: ByteReader, topic: string, version: number): FetchedPartition {
  const partition = reader.int32()
  const errorCode = reader.int16()
  const highWatermark = reader.int64()
  reader.skip(8) // last stable offset
  const logStart = version >= 5 ? reader.int64() : -1n
  reader.skip(Math.max(reader.int32(), 0) * 16) // aborted transactions
  if (version >= 11) reader.skip(4) // preferred read replica: only with a rack id
  const length = Math.max(reader.int32(), 0)
  const start = reader.position
  reader.skip(length)
  return { topic, partition, errorCode, highWatermark, logStart, bytes: reader.bytes.subarray(start, start + length) }
}
