import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { ConnectError } from 'psconnect/plugin'
import { decompress } from '../../../clients/kafka/decompress.ts'
import { decodeRecordBatches } from '../../../clients/kafka/record-batches.ts'

/** Batches that Kafka's own producer wrote; RecordBatches.java beside them. */
const recorded = (name: string): Buffer =>
  readFileSync(new URL(`../../cases/record-batches/${name}.bin`, import.meta.url))
const decode = (bytes: Buffer) => decodeRecordBatches(bytes, 0n, { topic: 't', partition: 0, aborted: [], room: 1e6 })
/** What stands before the records. */
const batchHeaderBytes = 61
const codecs = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 }

for (const [name, number] of Object.entries(codecs)) {
  it(`reads ${name} as Kafka's own producer writes it`, async () => {
    const [plain, compressed] = await Promise.all([decode(recorded('none')), decode(recorded(name))])
    assert.equal(plain.records.length, 401)
    assert.deepEqual(compressed.records, plain.records)
    assert.ok(compressed.decompressedBytes >= recorded('none').length - batchHeaderBytes)
  })

  it(`makes no more of ${name} than is allowed, and says so`, async () => {
    const body = recorded(name).subarray(batchHeaderBytes)
    const { length } = recorded('none').subarray(batchHeaderBytes)
    assert.equal((await decompress(body, number, length)).length, length)
    await assert.rejects(decompress(body, number, length - 1), {
      message: new RegExp(`its ${name} cannot be decompressed: it becomes .*more than ${length - 1}`),
    })
  })

  it(`does not run away on ${name} that is damaged or cut off`, async () => {
    const good = recorded(name)
    for (let at = batchHeaderBytes; at < good.length; at += at < 300 ? 1 : 997) {
      const bad = Buffer.from(good)
      bad[at] = ~(bad[at] ?? 0)
      await decode(bad).catch((error: unknown) => assert.ok(ConnectError.is(error)))
      // Between two blocks of snappy no end is missed; the records then are.
      await decompress(good.subarray(batchHeaderBytes, at), number, 1e6).then(
        ({ length }) => assert.ok(number === codecs.snappy && length < recorded('none').length - batchHeaderBytes),
        (error: unknown) => assert.ok(error instanceof RangeError),
      )
    }
  })
}

it('refuses a kilobyte that would become gigabytes', async () => {
  const zeros = Buffer.alloc(32 * 1024 * 1024)
  // Frames of both formats may follow each other.
  for (const [number, frame] of [[1, gzipSync(zeros)] as const, [4, zstdCompressSync(zeros)] as const])
    await assert.rejects(decompress(Buffer.concat(Array.from({ length: 9 }, () => frame)), number), /more than/)
  const snappyOf4GB = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0])
  await assert.rejects(decompress(snappyOf4GB, 2), /it becomes 4294967295 bytes, more than/)
})

it('reads snappy without framing, with every kind of element', async () => {
  const far = 'x'.repeat(70_000)
  const length70064 = [0xb0, 0xa3, 0x04]
  const elements = [
    [62 << 2, ...littleEndian(69_999, 3)],
    Buffer.from(far),
    [0, 'y'.charCodeAt(0)],
    [1 | ((4 - 4) << 2), 1],
    [2 | ((10 - 1) << 2), ...littleEndian(2, 2)],
    [3 | ((49 - 1) << 2), ...littleEndian(70_015, 4)],
  ]
  const bytes = Buffer.concat([Buffer.from(length70064), ...elements.map(part => Buffer.from(part))])
  const plain = await decompress(bytes, 2)
  assert.equal(plain.toString('latin1'), `${far}${'y'.repeat(15)}${'x'.repeat(49)}`)
})

const littleEndian = (value: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntLE(value, 0, length)
  return bytes
}

it('reads LZ4 with checksums, sizes, and blocks that repeat what stood in the one before', async () => {
  const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x40 | 0x10 | 0x08 | 0x04, 0x40, 12, 0, 0, 0, 0, 0, 0, 0, 0])
  const block = (content: Buffer, size = content.length) =>
    Buffer.concat([littleEndian(size, 4), content, littleEndian(0xbad, 4)])
  const stored = block(Buffer.from('abcd'), 0x80000004)
  // No literal bytes, four from four bytes before; then the last four, literal.
  const linked = block(Buffer.from([0x00, 4, 0, 0x40, ...Buffer.from('efgh')]))
  const end = Buffer.concat([littleEndian(0, 4), littleEndian(0xbad, 4)])
  const plain = await decompress(Buffer.concat([header, stored, linked, end]), 3)
  assert.equal(plain.toString(), 'abcdabcdefgh')
})

it('names a codec that is not known', async () => {
  await assert.rejects(decompress(Buffer.alloc(9), 5), /codec, number 5, is none of gzip, snappy, lz4 and zstd/)
})
