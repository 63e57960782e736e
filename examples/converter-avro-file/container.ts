import { randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import avro from 'avsc'
import { ConnectError } from 'psconnect/plugin'

/** What follows is the form of Avro's object container files, in Avro itself. */
const magic = Buffer.from('Obj\x01', 'latin1')
const syncType = { type: 'fixed', name: 'Sync', size: 16 } as const
const headerType = avro.Type.forSchema({
  type: 'record',
  name: 'Header',
  fields: [
    { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
    { name: 'meta', type: { type: 'map', values: 'bytes' } },
    { name: 'sync', type: syncType },
  ],
})
const blockType = avro.Type.forSchema({
  type: 'record',
  name: 'Block',
  fields: [
    { name: 'count', type: 'long' },
    { name: 'data', type: 'bytes' },
    { name: 'sync', type: syncType },
  ],
})

interface Header {
  readonly magic: Buffer
  readonly meta: Readonly<Record<string, Buffer>>
  readonly sync: Buffer
}

interface Block {
  readonly count: number
  readonly data: Buffer
  readonly sync: Buffer
}

/** A few bytes can be made to unfold to any number. */
const longestDatum = 64 * 1024 * 1024

/** The one record of such a file, still encoded, and the schema it was written with. Throws RECORD_UNREADABLE. */
export function readContainer(bytes: Uint8Array): { readonly schemaText: string; readonly datum: Buffer } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [header, blockAt] = part<Header>(headerType, file, 0)
  if (!header.magic.equals(magic)) throw unreadable('it does not begin with Obj and the byte 1')
  const schemaText = header.meta['avro.schema']?.toString()
  if (schemaText === undefined) throw unreadable('it has no avro.schema')
  const [block, end] = part<Block>(blockType, file, blockAt)
  if (block.count !== 1 || end !== file.length) throw unreadable('it must hold one record, in one block')
  if (!block.sync.equals(header.sync)) throw unreadable('the mark after its block is not the one of its header')
  return { schemaText, datum: unpacked(block.data, header.meta['avro.codec']?.toString() ?? 'null') }
}

export function writeContainer(schemaText: string, datum: Buffer): Uint8Array {
  const meta = { 'avro.codec': Buffer.from('null'), 'avro.schema': Buffer.from(schemaText) }
  const sync = randomBytes(16)
  return Buffer.concat([
    headerType.toBuffer({ magic, meta, sync }),
    blockType.toBuffer({ count: 1, data: datum, sync }),
  ])
}

function part<T>(type: avro.Type, file: Buffer, at: number): [part: T, end: number] {
  try {
    const { value, offset } = type.decode(file, at)
    if (offset >= 0) return [value, offset]
  } catch (error) {
    throw unreadable(String(error))
  }
  throw unreadable('it ends too early')
}

function unpacked(data: Buffer, codec: string): Buffer {
  if (codec === 'null') return data
  if (codec !== 'deflate') throw unreadable(`its codec must be null or deflate (found ${JSON.stringify(codec)})`)
  try {
    return inflateRawSync(data, { maxOutputLength: longestDatum })
  } catch (error) {
    throw unreadable(`its block cannot be decompressed: ${String(error)}`)
  }
}

const unreadable = (why: string): ConnectError =>
  new ConnectError('RECORD_UNREADABLE', `the message is no Avro file that can be read here: ${why}`)
