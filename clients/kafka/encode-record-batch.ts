import type { ConsumerRecord } from 'psconnect/plugin'
import { ByteWriter, sizeOfVarint, sizeOfVarlong } from './byte-writer.ts'
import { crc32c } from './kafkajs-internals.ts'

/** What of a record is written; the broker gives it its offset. */
export type OutgoingRecord = Pick<ConsumerRecord, 'timestamp' | 'key' | 'value' | 'headers'>

/** All that stands before the records. */
const headerBytes = 61
/** Of these, what the length does not count: the offset and the length itself. */
const uncountedBytes = 12
const checksumAt = 17
const checkedFrom = 21

/** The batch of one record alone: nothing that is sent with others takes more. */
export const batchSize = (record: OutgoingRecord): number => headerBytes + sizeWithLength(bodySize(record, 0n, 0))

/**
 * One record batch (message format 2), not compressed and of no producer id. kafkajs's own encoder would lose the order of headers
 * with one name, those without a value, and a timestamp of 0. A record without a timestamp gets the time of now.
 */
export function encodeRecordBatch(records: readonly OutgoingRecord[], now = BigInt(Date.now())): Buffer {
  const timestamps = records.map(({ timestamp }) => (timestamp === null || timestamp < 0n ? now : timestamp))
  const first = timestamps[0] ?? now
  const sizes = records.map((record, index) => bodySize(record, (timestamps[index] ?? now) - first, index))
  const writer = new ByteWriter(headerBytes + sizes.reduce((sum, size) => sum + sizeWithLength(size), 0))
  writeHeader(writer, records.length, { first, last: timestamps.reduce((a, b) => (a > b ? a : b), first) })
  for (const [index, record] of records.entries()) {
    writer.varint(sizes[index] ?? 0)
    writeBody(writer, record, { timestampDelta: (timestamps[index] ?? now) - first, offsetDelta: index })
  }
  writer.bytes.writeUInt32BE(crc32c(writer.bytes.subarray(checkedFrom)), checksumAt)
  return writer.bytes
}

function writeHeader(writer: ByteWriter, count: number, time: { readonly first: bigint; readonly last: bigint }): void {
  writer.int64(0n) // offset of the first
  writer.int32(writer.bytes.length - uncountedBytes)
  writer.int32(-1) // epoch of the leader
  writer.int8(2) // message format
  writer.int32(0) // the checksum, once all is written
  writer.int16(0) // attributes
  writer.int32(count - 1)
  writer.int64(time.first)
  writer.int64(time.last)
  writer.int64(-1n) // producer id, its epoch, its first sequence number
  writer.int16(-1)
  writer.int32(-1)
  writer.int32(count)
}

interface Deltas {
  readonly timestampDelta: bigint
  readonly offsetDelta: number
}

function writeBody(writer: ByteWriter, { key, value, headers }: OutgoingRecord, deltas: Deltas): void {
  writer.int8(0) // attributes
  writer.varlong(deltas.timestampDelta)
  writer.varint(deltas.offsetDelta)
  writer.bytesWithVarintLength(key)
  writer.bytesWithVarintLength(value)
  writer.varint(headers.length)
  for (const header of headers) {
    writer.bytesWithVarintLength(Buffer.from(header.key))
    writer.bytesWithVarintLength(header.value)
  }
}

function bodySize({ key, value, headers }: OutgoingRecord, timestampDelta: bigint, offsetDelta: number): number {
  let size = 1 + sizeOfVarlong(timestampDelta) + sizeOfVarint(offsetDelta) + sizeOf(key) + sizeOf(value)
  size += sizeOfVarint(headers.length)
  for (const header of headers) size += sizeWithLength(Buffer.byteLength(header.key)) + sizeOf(header.value)
  return size
}

const sizeOf = (bytes: Uint8Array | null): number => (bytes === null ? 1 : sizeWithLength(bytes.length))
const sizeWithLength = (bytes: number): number => sizeOfVarint(bytes) + bytes
