import { promisify } from 'node:util'
import { gunzip, zstdDecompress } from 'node:zlib'
import { decompressLz4 } from './lz4.ts'
import { decompressSnappy } from './snappy.ts'

/**
 * What one batch may become, in bytes. Producers' batches are about a megabyte before they are compressed; this is for what lies: a kilobyte
 * can be made to become a gigabyte.
 */
const most = 256 * 1024 * 1024

type Codec = (bytes: Buffer, limit: number) => Buffer | Promise<Buffer>

const inflate = promisify(gunzip)
const inflateZstd = promisify(zstdDecompress)

/** By the number that stands in a batch. */
const codecs: readonly (readonly [name: string, codec: Codec] | null)[] = [
  null,
  ['gzip', (bytes, limit) => inflate(bytes, { maxOutputLength: limit })],
  ['snappy', decompressSnappy],
  ['lz4', decompressLz4],
  ['zstd', (bytes, limit) => inflateZstd(bytes, { maxOutputLength: limit })],
]

/** The records of a batch as they were before compression, or the same bytes where there was none. Rejects where they would become too many. */
export async function decompress(bytes: Buffer, number: number, limit = most): Promise<Buffer> {
  const entry = codecs[number]
  if (entry === null) return bytes
  if (entry === undefined) throw new RangeError(`its codec, number ${number}, is none of gzip, snappy, lz4 and zstd`)
  const [name, codec] = entry
  try {
    return await codec(bytes, limit)
  } catch (error) {
    throw new RangeError(`its ${name} cannot be decompressed: ${why(error, limit)}`, { cause: error })
  }
}

function why(error: unknown, limit: number): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    ? `it becomes more than ${limit} bytes`
    : error.message
}
