import { randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import avro from 'avsc'
import { ConnectError } from 'psconnect/plugin'
import { ByteReader } from './byte-reader.ts'

const magic = Buffer.from('Obj\x01', 'latin1')
const syncLength = 16
/** A few bytes can be made to unfold to any number. */
const longestDatum = 64 * 1024 * 1024

export interface Container {
  /** Avro's JSON. */
  readonly schemaText: string
  /** The one record, still encoded. */
  readonly datum: Buffer
}

/** Takes an Avro object container file apart: a header with the schema, then blocks of records. Throws RECORD_UNREADABLE. */
export function readContainer(bytes: Uint8Array): Container {
  const file = new ByteReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  try {
    return read(file)
  } catch (error) {
    throw error instanceof RangeError ? unreadable(error.message, file.position) : error
  }
}

function read(file: ByteReader): Container {
  if (!file.take(magic.length).equals(magic)) throw unreadable('it does not begin with Obj and the byte 1', 0)
  const meta = file.map()
  const sync = file.take(syncLength)
  const schemaText = meta.get('avro.schema')?.toString()
  if (schemaText === undefined) throw unreadable('it has no avro.schema')
  const count = file.long()
  const data = file.bytes()
  if (!file.take(syncLength).equals(sync)) throw unreadable('the mark after its block is not the one of its header')
  if (count !== 1 || !file.atEnd) throw unreadable('it must hold one record, in one block')
  return { schemaText, datum: unpacked(data, meta.get('avro.codec')?.toString() ?? 'null') }
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

/** `position` is that of the byte where reading has failed, for `psconnect convert`. */
const unreadable = (why: string, position?: number): ConnectError =>
  new ConnectError('RECORD_UNREADABLE', `the message is no Avro file that can be read here: ${why}`, { position })

/** The header and the block of such a file, as Avro itself would say it. */
const syncType = { type: 'fixed', name: 'Sync', size: syncLength } as const
const headerType = avro.Type.forSchema({
  type: 'record',
  name: 'Header',
  fields: [
    { name: 'magic', type: { type: 'fixed', name: 'Magic', size: magic.length } },
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

export function writeContainer({ schemaText, datum }: Container): Uint8Array {
  const meta = { 'avro.codec': Buffer.from('null'), 'avro.schema': Buffer.from(schemaText) }
  const sync = randomBytes(syncLength)
  return Buffer.concat([
    headerType.toBuffer({ magic, meta, sync }),
    blockType.toBuffer({ count: 1, data: datum, sync }),
  ])
}
