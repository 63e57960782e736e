import avro from 'avsc'
import { ConnectError } from 'psconnect/plugin'
import type { FileRecord } from './read-file.ts'

/** How a record becomes a message. */
export type MessageOf = (record: FileRecord) => Buffer

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

/** As an Avro file of its own, with the schema of the file it comes from. */
export const asFile: MessageOf = ({ header, datum }) => {
  const meta = { ...header.meta, 'avro.codec': Buffer.from('null') }
  const block = { count: 1, data: datum, sync: header.sync }
  return Buffer.concat([headerType.toBuffer({ ...header, meta }), blockType.toBuffer(block)])
}

/** In Confluent's wire format: a zero byte, the id of the schema, and the record. */
export function withSchemaId(id: number): MessageOf {
  const frame = Buffer.alloc(5)
  frame.writeUInt32BE(id, 1)
  let first: FileRecord | undefined
  return record => {
    first ??= record
    // Read with the schema of another file, it would be something else.
    if (schemaOf(record) !== schemaOf(first))
      throw new ConnectError(
        'SOURCE_FAILED',
        `source.schema.id stands for one schema, and ${record.path} has another than ${first.path}`,
      )
    return Buffer.concat([frame, record.datum])
  }
}

const schemaOf = ({ header }: FileRecord): string | undefined => header.meta['avro.schema']?.toString()
