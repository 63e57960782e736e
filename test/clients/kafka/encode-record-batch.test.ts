import assert from 'node:assert/strict'
import { it } from 'node:test'
import { batchSize, encodeRecordBatch, type OutgoingRecord } from '../../../clients/kafka/encode-record-batch.ts'
import { decodeRecordBatches } from '../../../clients/kafka/record-batches.ts'

const source = { topic: 'lost', partition: 0, aborted: [], room: 1e6 }
const bytes = (text: string): Buffer => Buffer.from(text)

async function writtenAndRead(records: readonly OutgoingRecord[], now?: bigint) {
  const decoded = await decodeRecordBatches(encodeRecordBatch(records, now), 0n, source)
  return decoded.records.map(({ timestamp, key, value, headers }) => ({ timestamp, key, value, headers }))
}

it('writes what a reader of Kafka’s format gets back: nulls, empty values, repeated headers in their order, any timestamps', async () => {
  const records: OutgoingRecord[] = [
    { timestamp: 1_700_000_000_000n, key: bytes('k'), value: bytes('one'), headers: [] },
    { timestamp: 0n, key: null, value: null, headers: [] },
    { timestamp: 4_102_444_800_000n, key: Buffer.alloc(0), value: Buffer.alloc(0), headers: [] },
    {
      timestamp: 999n,
      key: bytes('ключ'),
      value: Buffer.alloc(100_000, 7),
      headers: [
        { key: 'b', value: bytes('1') },
        { key: 'ä', value: null },
        { key: 'b', value: Buffer.alloc(0) },
        { key: '__proto__', value: bytes('2') },
        { key: 'b', value: bytes('3') },
      ],
    },
  ]

  assert.deepEqual(await writtenAndRead(records), records)
})

it('gives the time of now to a record that has none', async () => {
  const record = { key: null, value: null, headers: [] }

  const [nothing, unknown] = await writtenAndRead(
    [
      { ...record, timestamp: null },
      { ...record, timestamp: -1n },
    ],
    42n,
  )

  assert.equal(nothing?.timestamp, 42n)
  assert.equal(unknown?.timestamp, 42n)
})

it('knows beforehand how large a record becomes when it is sent alone', () => {
  for (const length of [0, 1, 63, 64, 8191, 8192, 1_000_000]) {
    const record = { timestamp: 5n, key: bytes('k'), value: Buffer.alloc(length), headers: [{ key: 'h', value: null }] }
    assert.equal(batchSize(record), encodeRecordBatch([record]).length)
  }
})
