import { DecodedBytes } from './decoded-bytes.ts'

interface Block {
  readonly bytes: Buffer
  /** Where its elements start. */
  readonly start: number
  /** How many bytes it says it becomes. */
  readonly length: number
}

/** Begins what Java's clients write: this, two versions of four bytes, then blocks with their lengths before them. */
const xerialMagic = Buffer.from('\x82SNAPPY\0', 'latin1')
const xerialHeaderBytes = 16

/** Snappy as Kafka's producers write it: in the framing of Java's clients, or one block without any, as others do. */
export function decompressSnappy(bytes: Buffer, limit: number): Buffer {
  const framed = xerialMagic.equals(bytes.subarray(0, xerialMagic.length))
  const blocks = (framed ? xerialBlocks(bytes) : [bytes]).map(openBlock)
  const length = blocks.reduce((sum, block) => sum + block.length, 0)
  if (length > limit) throw new RangeError(`it becomes ${length} bytes, more than ${limit}`)
  const output = new DecodedBytes(length)
  for (const block of blocks) {
    const end = output.position + block.length
    decodeBlock(block, output)
    if (output.position !== end) throw new RangeError('a block of snappy does not become as long as it says')
  }
  return output.bytes
}

function xerialBlocks(bytes: Buffer): readonly Buffer[] {
  const blocks: Buffer[] = []
  for (let position = xerialHeaderBytes; position < bytes.length; ) {
    const start = position + 4
    position = start + bytes.readUInt32BE(position)
    if (position > bytes.length) throw new RangeError('cut off within a block of snappy')
    blocks.push(bytes.subarray(start, position))
  }
  return blocks
}

function openBlock(bytes: Buffer): Block {
  let length = 0
  for (let start = 0; start < 5; start++) {
    const byte = bytes.readUInt8(start)
    length += (byte & 0x7f) * 2 ** (7 * start)
    if (byte < 0x80) return { bytes, start: start + 1, length }
  }
  throw new RangeError('not snappy: it begins with no length')
}

/** The lower two bits of an element's first byte say what it is: 0 literal bytes, else a repetition by how its distance is written. */
function decodeBlock({ bytes, start }: Block, output: DecodedBytes): void {
  for (let position = start; position < bytes.length; ) {
    const tag = bytes[position++] as number
    const kind = tag & 3
    if (kind === 0) {
      const lengthBytes = Math.max((tag >> 2) - 59, 0)
      const length = (lengthBytes === 0 ? tag >> 2 : bytes.readUIntLE(position, lengthBytes)) + 1
      output.literal(bytes, position + lengthBytes, length)
      position += lengthBytes + length
    } else if (kind === 1) {
      output.repeat(((tag >> 5) << 8) | bytes.readUInt8(position), ((tag >> 2) & 7) + 4)
      position += 1
    } else {
      const distanceBytes = kind === 2 ? 2 : 4
      output.repeat(bytes.readUIntLE(position, distanceBytes), (tag >> 2) + 1)
      position += distanceBytes
    }
  }
}
