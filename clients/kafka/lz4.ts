import { DecodedBytes } from './decoded-bytes.ts'

interface Block {
  readonly bytes: Buffer
  readonly compressed: boolean
}

const frameMagic = 0x184d2204
/** Bits of the byte behind the magic number. */
const hasBlockChecksums = 0x10
const hasContentSize = 0x08
const hasDictionary = 0x01
const notCompressed = 0x80000000
const leastMatch = 4

/** One LZ4 frame. Its checksums are not looked at: the broker has checked the batch. */
export function decompressLz4(bytes: Buffer, limit: number): Buffer {
  const blocks = frameBlocks(bytes)
  let length = 0
  for (const block of blocks) length += block.compressed ? decodedLength(block.bytes) : block.bytes.length
  if (length > limit) throw new RangeError(`it becomes ${length} bytes, more than ${limit}`)
  const output = new DecodedBytes(length)
  for (const block of blocks)
    if (block.compressed) decodeBlock(block.bytes, output)
    else output.literal(block.bytes, 0, block.bytes.length)
  return output.bytes
}

function frameBlocks(bytes: Buffer): readonly Block[] {
  if (bytes.readUInt32LE(0) !== frameMagic) throw new RangeError('not a frame of LZ4')
  const flags = bytes.readUInt8(4)
  if ((flags & hasDictionary) !== 0) throw new RangeError('it needs a dictionary')
  const checksumBytes = (flags & hasBlockChecksums) === 0 ? 0 : 4
  const blocks: Block[] = []
  // Behind the flags: sizes of blocks, the content's size, a checksum of these.
  let position = 4 + 2 + ((flags & hasContentSize) === 0 ? 0 : 8) + 1
  for (;;) {
    const header = bytes.readUInt32LE(position)
    if (header === 0) return blocks
    const start = position + 4
    const end = start + (header & ~notCompressed)
    if (end > bytes.length) throw new RangeError('cut off within a block of LZ4')
    blocks.push({ bytes: bytes.subarray(start, end), compressed: header < notCompressed })
    position = end + checksumBytes
  }
}

/** A length goes on in further bytes while they are 255. */
interface Cursor {
  readonly bytes: Buffer
  position: number
}

function readLength(cursor: Cursor, first: number): number {
  let sum = first
  if (first === 15) for (let byte = 255; byte === 255; sum += byte) byte = cursor.bytes.readUInt8(cursor.position++)
  return sum
}

/** What a block becomes, without decoding it: so memory is made once, exactly, and never more than is allowed. */
function decodedLength(bytes: Buffer): number {
  const cursor = { bytes, position: 0 }
  let sum = 0
  for (;;) {
    const token = bytes.readUInt8(cursor.position++)
    const literals = readLength(cursor, token >> 4)
    sum += literals
    cursor.position += literals
    // The last sequence is literal bytes alone.
    if (cursor.position >= bytes.length) return sum
    cursor.position += 2
    sum += readLength(cursor, token & 15) + leastMatch
  }
}

function decodeBlock(bytes: Buffer, output: DecodedBytes): void {
  const cursor = { bytes, position: 0 }
  for (;;) {
    const token = bytes.readUInt8(cursor.position++)
    const literals = readLength(cursor, token >> 4)
    output.literal(bytes, cursor.position, literals)
    cursor.position += literals
    if (cursor.position === bytes.length) return
    const distance = bytes.readUInt16LE(cursor.position)
    cursor.position += 2
    output.repeat(distance, readLength(cursor, token & 15) + leastMatch)
  }
}
