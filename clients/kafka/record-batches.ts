import { ConnectError, type ConsumerRecord } from 'psconnect/plugin'
import { AbortedBatches, type AbortedTransaction } from './aborted-batches.ts'
import { ByteReader } from './byte-reader.ts'
import { decompress } from './decompress.ts'
import { nameOf, type TopicPartition } from './topic-partition.ts'

/** What one partition's part of a fetch response holds. */
export interface DecodedRecords {
  readonly records: readonly ConsumerRecord[]
  /** Where to go on: beyond control records, records compacted away and batches with nothing left in them. */
  readonly next: bigint
  /** Memory that decompression made, beside the response itself. */
  readonly decompressedBytes: number
  /** What of the bytes has been read. */
  readonly readBytes: number
}

/** firstOffset, length: what stands before each batch and is not counted in its length. */
const headerBytes = 12
/** What stands before the records of a batch and is counted in its length. */
const leastLength = 49
const magicOffset = 16
/** Bits of a batch's attributes. */
const codecBits = 0x07
const transactional = 0x10
const control = 0x20
const logAppendTime = 0x08
const none: ConsumerRecord['headers'] = []

/** Where the batches are from, whose of their records were withdrawn, and how much they may become. */
interface Source extends TopicPartition {
  readonly aborted: readonly AbortedTransaction[]
  /** When decompression has made so many bytes, the rest is left for the next fetch. */
  readonly room: number
}

interface Batch extends TopicPartition {
  readonly firstOffset: bigint
  /** The offset behind its last. */
  readonly next: bigint
  readonly codec: number
  /** Marks the end of a transaction. */
  readonly isControl: boolean
  readonly isTransactional: boolean
  readonly producerId: bigint
  readonly firstTimestamp: bigint
  /** Set where the broker stamps records when they arrive. */
  readonly appendTimestamp: bigint | null
  /** How many records it holds; the mark in a control batch is none. */
  readonly count: number
}

/**
 * Reads the record batches (message format 2, Kafka 0.11 and newer) of one partition, from `from` on. Keys, values and headers are
 * views of `bytes` or of what was decompressed. A batch that is cut off at the end, as brokers do, is left for the next fetch; they
 * send the first one whole, however large it is.
 * Rejects with a ConnectError where something cannot be read, because fetching it again gives the same.
 */
export async function decodeRecordBatches(
  bytes: Buffer,
  from: bigint,
  { topic, partition, aborted, room }: Source,
): Promise<DecodedRecords> {
  const records: ConsumerRecord[] = []
  const reader = new ByteReader(bytes)
  const withdrawn = new AbortedBatches(aborted)
  let next = from
  let decompressedBytes = 0
  try {
    while (reader.remaining > headerBytes && decompressedBytes <= room) {
      const end = endOfBatch(reader)
      if (end > bytes.length) break
      requireFormat(bytes, reader.position, { topic, partition })
      const batch = readHeader(reader, { topic, partition })
      if (!withdrawn.includes(batch) && batch.count > 0)
        decompressedBytes += await readBody(bytes.subarray(reader.position, end), batch, { records, from })
      reader.position = end
      if (batch.next > next) next = batch.next
    }
    if (reader.position === 0 && bytes.length > 0) throw new RangeError('the broker sent less than one batch')
  } catch (error) {
    throw unreadable({ topic, partition }, next, error)
  }
  return { records, next, decompressedBytes, readBytes: reader.position }
}

function endOfBatch(reader: ByteReader): number {
  const length = reader.bytes.readInt32BE(reader.position + 8)
  if (length < leastLength) throw new RangeError(`a batch of ${length} bytes is too short to be one`)
  return reader.position + headerBytes + length
}

/** Reads up to the records. */
function readHeader(reader: ByteReader, { topic, partition }: TopicPartition): Batch {
  const firstOffset = reader.int64()
  reader.skip(4 + 4 + 1 + 4) // length, leader epoch, magic, checksum: TCP and the broker have checked it
  const attributes = reader.int16()
  const next = firstOffset + BigInt(reader.int32()) + 1n
  const firstTimestamp = reader.int64()
  const maxTimestamp = reader.int64()
  const producerId = reader.int64()
  reader.skip(2 + 4) // producer's epoch, sequence
  const written = reader.int32()
  const codec = attributes & codecBits
  const isControl = (attributes & control) !== 0
  const isTransactional = (attributes & transactional) !== 0
  const appendTimestamp = (attributes & logAppendTime) === 0 ? null : maxTimestamp
  const count = isControl ? 0 : written
  const transaction = { isControl, isTransactional, producerId }
  return { topic, partition, firstOffset, next, codec, ...transaction, firstTimestamp, appendTimestamp, count }
}

function unreadable(where: TopicPartition, next: bigint, error: unknown): ConnectError {
  if (ConnectError.is(error)) return error
  const why = error instanceof Error ? error.message : String(error)
  return new ConnectError(
    'SOURCE_FAILED',
    `Cannot read the records of ${nameOf(where)} from offset ${next} on: ${why}`,
    {
      cause: error,
    },
  )
}

function requireFormat(bytes: Buffer, start: number, where: TopicPartition): void {
  const magic = bytes.readInt8(start + magicOffset)
  if (magic === 2) return
  throw new ConnectError(
    'SOURCE_FAILED',
    `${nameOf(where)} holds records in message format ${magic}; only format 2 (written by Kafka 0.11 and newer) can be read.`,
  )
}

/** Returns how many bytes decompression made. */
async function readBody(body: Buffer, batch: Batch, into: Into): Promise<number> {
  const plain = await decompress(body, batch.codec)
  readRecords(new ByteReader(plain), batch, into)
  return plain === body ? 0 : plain.buffer.byteLength
}

interface Into {
  readonly records: ConsumerRecord[]
  readonly from: bigint
}

function readRecords(reader: ByteReader, batch: Batch, { records, from }: Into): void {
  for (let i = 0; i < batch.count; i++) {
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
