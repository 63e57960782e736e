import { open } from 'node:fs/promises'
import avro from 'avsc'
import { ConnectError } from 'psconnect/plugin'

/** What avsc tells of a file before its records; its types have it as `any`. */
interface Metadata {
  readonly type: avro.Type
  readonly header: { readonly meta: Readonly<Record<string, Buffer>>; readonly sync: Buffer }
}

/** A record as it stands in its file, and what is needed to make a file of it alone. */
export interface FileRecord {
  readonly path: string
  readonly header: Metadata['header']
  /** The record, encoded with the schema of its file. */
  readonly datum: Buffer
}

/** Each record of the file. Throws SOURCE_FAILED where the file cannot be read. */
export async function* readFile(path: string): AsyncGenerator<FileRecord> {
  const decoder = avro.createFileDecoder(path, { parseHook: exactLongs })
  let metadata: Metadata | undefined
  decoder.on('metadata', (type: avro.Type, _codec: string, header: Metadata['header']) => {
    metadata = { type, header }
  })
  try {
    for await (const record of decoder)
      if (metadata) yield { path, header: metadata.header, datum: metadata.type.toBuffer(record) }
    // avsc takes a file that was cut off for one that ends there.
    if (!metadata || !(await endOf(path)).equals(metadata.header.sync))
      throw new Error('it ends in the middle of something')
  } catch (cause) {
    throw new ConnectError('SOURCE_FAILED', `${path} cannot be read as an Avro file: ${String(cause)}`, { cause })
  } finally {
    decoder.destroy()
  }
}

/** Of a whole file, the mark that follows its header and each of its blocks. */
async function endOf(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const length = Math.min(size, 16)
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer
  } finally {
    await file.close()
  }
}

/** Long in Avro has 64 bits, and avsc's own numbers 53. */
const exactLongs = (schema: avro.Schema): avro.Type => avro.Type.forSchema(schema, { registry: { long: exactLong } })

// oxlint-disable-next-line no-underscore-dangle -- the name avsc gives it
const exactLong = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer): bigint => bytes.readBigInt64LE(),
  toBuffer(value: bigint): Buffer {
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeBigInt64LE(value)
    return bytes
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown): boolean => typeof value === 'bigint',
  compare: (left: bigint, right: bigint): number => Number(left > right) - Number(left < right),
})
