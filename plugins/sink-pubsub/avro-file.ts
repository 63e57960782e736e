import { createHash } from 'node:crypto'
import type { Encoded, EncodedSchema } from 'psconnect/plugin'
import type { Body } from './body.ts'
import { Unmappable } from './text.ts'

const MAGIC = Buffer.from('Obj\u0001')
const ONE = 1
/** A long takes ten bytes at most. */
const LONGEST = 10

/** What all files of one schema have in common. */
interface Frame {
  readonly header: Uint8Array
  readonly sync: Uint8Array
}

const frames = new WeakMap<EncodedSchema, Frame>()

/** An Avro object container file of one record: its header, and one block that is not compressed. The record is not copied. */
export function avroFile({ bytes, bodyStart, schema }: Encoded): Body {
  if (!schema) throw new Unmappable('its value comes without its schema, which an Avro file begins with')
  const { header, sync } = frameOf(schema)
  const record = bytes.subarray(bodyStart)
  const block = Buffer.concat([long(ONE), long(record.length)])
  const length = header.length + block.length + record.length + sync.length
  return { data: { pieces: [header, block, record, sync], length }, made: block.length }
}

function frameOf(schema: EncodedSchema): Frame {
  let frame = frames.get(schema)
  if (!frame) {
    // Any sixteen bytes will do. These let the same record give the same file, whenever and wherever it is sent.
    const sync = createHash('sha256').update(schema.text).digest().subarray(0, 16)
    frame = { header: headerOf(schema.text, sync), sync }
    frames.set(schema, frame)
  }
  return frame
}

/** The magic bytes, a map of two entries, and the marker that ends each block. */
function headerOf(schemaText: string, sync: Uint8Array): Uint8Array {
  const entries = ['avro.schema', schemaText, 'avro.codec', 'null'].map(sized)
  return Buffer.concat([MAGIC, long(2), ...entries, long(0), sync])
}

function sized(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([long(bytes.length), bytes])
}

/** A number from 0 on as Avro writes a long: doubled, seven bits a byte, the lowest first. */
function long(value: number): Buffer {
  const bytes = Buffer.alloc(LONGEST)
  let rest = 2 * value
  let length = 0
  while (rest > 0x7f) {
    bytes[length++] = (rest % 0x80) + 0x80
    rest = Math.floor(rest / 0x80)
  }
  bytes[length++] = rest
  return bytes.subarray(0, length)
}
