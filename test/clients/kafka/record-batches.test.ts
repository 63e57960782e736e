import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { it } from 'node:test'
import { ConnectError } from 'psconnect/plugin'
import { decodeRecordBatches } from '../../../clients/kafka/record-batches.ts'

// kafkajs writes what a producer would; our reader is held against it.
const load = createRequire(import.meta.resolve('../../../clients/kafka/index.ts'))
const { RecordBatch } = load('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch: (options: object) => Promise<{ buffer: Buffer }>
}
const encodeRecord = load('kafkajs/src/protocol/recordBatch/record/v0') as (options: object) => object

const where = { topic: 't', partition: 3, aborted: [], room: 1e6 }
interface Message {
  readonly offsetDelta: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestampDelta?: number
  readonly headers?: object
}

async function batch(firstOffset: number, messages: readonly Message[], more: object = {}): Promise<Buffer> {
  const { buffer } = await RecordBatch({
    firstOffset,
    firstTimestamp: 1_700_000_000_000,
    maxTimestamp: 1_700_000_000_500,
    lastOffsetDelta: messages.at(-1)?.offsetDelta ?? 0,
    records: messages.map(one => encodeRecord(one)),
    ...more,
  })
  return buffer
}
const message = (offsetDelta: number, value = `v${offsetDelta}`): Message => ({
  offsetDelta,
  key: null,
  value: Buffer.from(value),
})

it('reads offsets, times, keys, values and headers', async () => {
  const bytes = await batch(40, [
    { offsetDelta: 0, key: Buffer.from('k'), value: Buffer.from('v'), timestampDelta: 7, headers: { a: ['1', '2'] } },
    { offsetDelta: 1, key: null, value: null, timestampDelta: -3 },
  ])
  const { records, next } = await decodeRecordBatches(bytes, 40n, where)
  assert.equal(next, 42n)
  assert.deepEqual(records, [
    {
      topic: 't',
      partition: 3,
      offset: 40n,
      timestamp: 1_700_000_000_007n,
      key: Buffer.from('k'),
      value: Buffer.from('v'),
      headers: [
        { key: 'a', value: Buffer.from('1') },
        { key: 'a', value: Buffer.from('2') },
      ],
    },
    { topic: 't', partition: 3, offset: 41n, timestamp: 1_699_999_999_997n, key: null, value: null, headers: [] },
  ])
})

it('hands out views, not copies', async () => {
  const bytes = await batch(0, [message(0)])
  const { records } = await decodeRecordBatches(bytes, 0n, where)
  assert.equal(records[0]?.value?.buffer, bytes.buffer)
})

it('leaves out what lies before the offset asked for, and a batch that was cut off', async () => {
  const bytes = Buffer.concat([await batch(0, [message(0), message(1), message(2)]), await batch(3, [message(0)])])
  const { records, next } = await decodeRecordBatches(bytes.subarray(0, -1), 2n, where)
  assert.deepEqual(
    records.map(({ offset }) => offset),
    [2n],
  )
  assert.equal(next, 3n)
})

it('goes on behind a gap at the end of a batch, and behind a batch with nothing left in it', async () => {
  const compacted = await batch(0, [message(0)], { lastOffsetDelta: 9 })
  const empty = await batch(10, [], { lastOffsetDelta: 4 })
  const { records, next } = await decodeRecordBatches(Buffer.concat([compacted, empty]), 0n, where)
  assert.equal(records.length, 1)
  assert.equal(next, 15n)
})

it('reads what gzip made smaller, and says how much memory that took', async () => {
  const value = 'x'.repeat(100_000)
  const bytes = await batch(0, [message(0, value)], { compression: 1 })
  const { records, decompressedBytes } = await decodeRecordBatches(bytes, 0n, where)
  assert.equal(Buffer.from(records[0]?.value ?? []).toString('latin1'), value)
  assert.ok(decompressedBytes >= 100_000)
})

it('leaves the rest for the next fetch when decompression has made much, but takes one batch at least', async () => {
  const value = 'x'.repeat(100_000)
  const first = await batch(0, [message(0, value)], { compression: 1 })
  const second = await batch(1, [message(0, value)], { compression: 1 })
  const { next, readBytes } = await decodeRecordBatches(Buffer.concat([first, second]), 0n, { ...where, room: 99_000 })
  assert.equal(next, 1n)
  assert.equal(readBytes, first.length)
  const { records } = await decodeRecordBatches(Buffer.concat([first, second]), 0n, { ...where, room: 200_000 })
  assert.equal(records.length, 2)
})

it('leaves out what was withdrawn, and goes on behind it', async () => {
  const withdrawn = await batch(0, [message(0), message(1)], { transactional: true, producerId: 7 })
  const kept = await batch(2, [message(0, 'kept')], { transactional: true, producerId: 8 })
  const aborted = [{ producerId: 7n, firstOffset: 0n }]
  const { records, next } = await decodeRecordBatches(Buffer.concat([kept, withdrawn, kept]), 0n, { ...where, aborted })
  assert.deepEqual(
    records.map(({ value }) => String(value)),
    ['kept', 'kept'],
  )
  assert.equal(next, 3n)
  const { records: all } = await decodeRecordBatches(withdrawn, 0n, where)
  assert.equal(all.length, 2)
})

it('reads deltas that need more than 32 bits', async () => {
  const bytes = await batch(0, [{ ...message(0), timestampDelta: 5_000_000_000_000 }])
  const { records } = await decodeRecordBatches(bytes, 0n, where)
  assert.equal(records[0]?.timestamp, 6_700_000_000_000n)
})

it('refuses the old message formats by name', async () => {
  const bytes = await batch(0, [message(0)])
  bytes.writeInt8(1, 16)
  await assert.rejects(decodeRecordBatches(bytes, 0n, where), /t\/3 holds records in message format 1/)
})

it('says from which offset on a partition cannot be read, and why, as fetching it again would not help', async () => {
  const good = await batch(0, [message(0), message(1)])
  const notGzip = await batch(2, [message(0)])
  notGzip.writeInt16BE(1, 21)
  await assert.rejects(decodeRecordBatches(Buffer.concat([good, notGzip]), 0n, where), {
    code: 'SOURCE_FAILED',
    retriable: false,
    message: /t\/3 from offset 2 on.*gzip/,
  })
})

it('refuses lengths with which it would stand still', async () => {
  for (const length of [-12, 0, 1_000_000]) {
    const bytes = await batch(0, [message(0)])
    bytes.writeInt32BE(length, 8)
    await assert.rejects(decodeRecordBatches(bytes, 0n, where), { code: 'SOURCE_FAILED' })
  }
})

it('does not run away on bytes that lie', async () => {
  const bytes = await batch(0, [message(0)])
  for (let at = 61; at < bytes.length; at++) {
    const bad = Buffer.from(bytes)
    bad[at] = 0xff
    await decodeRecordBatches(bad, 0n, where).catch((error: unknown) => assert.ok(ConnectError.is(error)))
  }
})
