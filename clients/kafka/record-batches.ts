import { ConnectError, type ConsumerRecord } from 'psconnect/plugin'
import { ByteReader } from './byte-reader.ts'
import { lookupCodecByAttributes } from './kafkajs-internals.ts'
import { nameOf, type TopicPartition } from './topic-partition.ts'

/** What one partition's part of a fetch response holds. */
export interface DecodedRecords {
  readonly records: readonly ConsumerRecord[]
  /** Where to go on: beyond control records, records compacted away and batches with nothing left in them. */
  readonly next: bigint
  /** Memory that decompression made, beside the response itself. */
  readonly decompressedBytes: number
}

/** firstOffset, length: what stands before each batch and is not counted in its length. */
const headerBytes = 12
const magicOffset = 16
const control = 0x20
const logAppendTime = 0x08
const none: ConsumerRecord['headers'] = []

interface Batch extends TopicPartition {
  readonly firstOffset: bigint
  readonly firstTimestamp: bigint
  /** Set where the broker stamps records when they arrive. */
  readonly appendTimestamp: bigint | null
}

/**
 * Reads the record batches (message format 2, Kafka 0.11 and newer) of one partition, from `from` on. Keys, values and headers are
 * views of `bytes` or of what was decompressed. A batch that is cut off at the end, as brokers do, is left for the next fetch.
 */
export async function decodeRecordBatches(
  bytes: Buffer,
  from: bigint,
  { topic, partition }: TopicPartition,
): Promise<DecodedRecords> {
  const records: ConsumerRecord[] = []
  const reader = new ByteReader(bytes)
  let next = from
  let decompressedBytes = 0
  while (reader.remaining > headerBytes) {
    const length = bytes.readInt32BE(reader.position + 8)
    if (reader.remaining < headerBytes + length) break
    const end = reader.position + headerBytes + length
    requireFormat(bytes, reader.position, { topic, partition })
    const firstOffset = reader.int64()
    reader.skip(4 + 4 + 1 + 4) // length, leader epoch, magic, checksum: TCP and the broker have checked it
    const attributes = reader.int16()
    const lastOffsetDelta = reader.int32()
    const firstTimestamp = reader.int64()
    const maxTimestamp = reader.int64()
    reader.skip(8 + 2 + 4) // producer id, epoch, sequence
    const count = reader.int32()
    if ((attributes & control) === 0 && count > 0) {
      const codec = lookupCodecByAttributes(attributes)
      const body = bytes.subarray(reader.position, end)
      const plain = codec ? await codec.decompress(body) : body
      if (codec) decompressedBytes += plain.buffer.byteLength
      const appendTimestamp = (attributes & logAppendTime) === 0 ? null : maxTimestamp
      const batch = { topic, partition, firstOffset, firstTimestamp, appendTimestamp }
      readRecords(new ByteReader(plain), count, batch, { records, from })
    }
    reader.position = end
    const after = firstOffset + BigInt(lastOffsetDelta) + 1n
    if (after > next) next = after
  }
  return { records, next, decompressedBytes }
}

function requireFormat(bytes: Buffer, start: number, where: TopicPartition): void {
  const magic = bytes.readInt8(start + magicOffset)
  if (magic === 2) return
  throw new ConnectError(
    'SOURCE_FAILED',
    `${nameOf(where)} holds records in message format ${magic}; only format 2 (written by Kafka 0.11 and newer) can be read.`,
  )
}

interface Into {
  readonly records: ConsumerRecord[]
  readonly from: bigint
}

// oxlint-disable-next-line max-params -- the hot path makes no object to carry them
function readRecords(reader: ByteReader, count: number, batch: Batch, { records, from }: Into): void {
  for (let i = 0; i < count; i++) {
    const end = reader.varint() + reader.position
    reader.skip(1)
    const timestampDelta = reader.varlong()
    const offset = batch.firstOffset + BigInt(reader.varint())
    if (offset >= from) {
      const timestamp = batch.appendTimestamp ?? batch.firstTimestamp + timestampDelta
      records.push({
        topic: batch.topic,
        partition: batch.partition,
        offset,
        timestamp: timestamp < 0n ? null : timestamp,
        key: reader.bytesWithVarintLength(),
        value: reader.bytesWithVarintLength(),
        headers: readHeaders(reader),
      })
    }
    reader.position = end
  }
}

function readHeaders(reader: ByteReader): ConsumerRecord['headers'] {
  const count = reader.varint()
  if (count === 0) return none
  const headers = []
  for (let i = 0; i < count; i++) {
    const key = reader.bytesWithVarintLength()?.toString('utf8') ?? ''
    headers.push({ key, value: reader.bytesWithVarintLength() })
  }
  return headers
}
