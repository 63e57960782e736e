import { ConnectError } from '../../api/errors.ts'

export interface AvroFile {
  readonly schema: string
  /** The one record in it. */
  readonly body: Uint8Array
}

const magic = Buffer.from('Obj\u0001')
const syncBytes = 16

export const isAvroFile = (data: Uint8Array): boolean => magic.equals(data.subarray(0, magic.length))

/** Reads an Avro object container file of one record that is not compressed, as the sink writes it. Throws RECORD_UNREADABLE. */
export function readAvroFile(data: Uint8Array): AvroFile {
  const reader = new Reader(data, magic.length)
  const header = readHeader(reader)
  const { 'avro.schema': schema, 'avro.codec': codec = 'null' } = header
  if (schema === undefined) throw unreadable('its header has no schema')
  if (codec !== 'null') throw unreadable(`it is compressed with ${codec}`)
  reader.take(syncBytes)
  const count = reader.long()
  if (count !== 1) throw unreadable(`it begins with a block of ${count} records, but must hold one`)
  const body = reader.take(reader.long())
  reader.take(syncBytes)
  if (reader.left > 0) throw unreadable(`${reader.left} bytes follow its record`)
  return { schema, body }
}

/** A map, in blocks of entries until an empty one. */
function readHeader(reader: Reader): Readonly<Record<string, string>> {
  const entries = new Map<string, string>()
  for (let count = reader.long(); count !== 0; count = reader.long()) {
    // A negative count is followed by the bytes that the block takes.
    if (count < 0) reader.long()
    for (let left = Math.abs(count); left > 0; left--) entries.set(reader.text(), reader.text())
  }
  return Object.fromEntries(entries)
}

class Reader {
  readonly #data: Uint8Array
  #at: number

  constructor(data: Uint8Array, at: number) {
    this.#data = data
    this.#at = at
  }

  get left(): number {
    return this.#data.length - this.#at
  }

  take(length: number): Uint8Array {
    if (length < 0 || length > this.left) throw unreadable('it is cut off')
    this.#at += length
    return this.#data.subarray(this.#at - length, this.#at)
  }

  text(): string {
    return Buffer.from(this.take(this.long())).toString()
  }

  /** Zigzag, seven bits a byte, the lowest first. */
  long(): number {
    let value = 0
    for (let factor = 1; factor < Number.MAX_SAFE_INTEGER; factor *= 128) {
      const [byte = 0] = this.take(1)
      value += (byte & 0x7f) * factor
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    throw unreadable('a number in it is too large')
  }
}

const unreadable = (why: string): ConnectError =>
  new ConnectError('RECORD_UNREADABLE', `the Avro file cannot be read: ${why}`)
