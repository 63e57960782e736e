import { isUtf8 } from 'node:buffer'
import { AttributeWriter, attributeKey } from '@psconnect/client-pubsub'
import { ConnectError, type ConnectRecord } from 'psconnect/plugin'

/** Pub/Sub's limits. */
const MAX_MESSAGE_BYTES = 10_000_000
const MAX_VALUE_BYTES = 1_024

const key = attributeKey('key')
const topic = attributeKey('kafka.topic')
const partition = attributeKey('kafka.partition')
const offset = attributeKey('kafka.offset')
const timestamp = attributeKey('kafka.timestamp')
const empty = new Uint8Array()

/** Turns records into messages, one at a time: `data` and `attributes` are those of the last one read. */
export class MessageReader {
  data: Uint8Array = empty
  readonly attributes = new AttributeWriter()
  readonly #metadata: boolean
  /** kafka.topic and kafka.partition are the same for many records on end: they are serialised once for all of these. */
  readonly #place = new AttributeWriter()
  #topic: string | undefined
  #partition = -1

  constructor({ metadata }: { metadata: boolean }) {
    this.#metadata = metadata
  }

  /** False: nothing is left to publish, neither data nor attributes. Throws RECORD_REFUSED for what Pub/Sub can never take. */
  read(record: ConnectRecord): boolean {
    this.data = toBytes(record, 'value') ?? empty
    this.attributes.clear()
    this.#addKey(record)
    if (this.#metadata) this.#addMetadata(record)
    const { counted } = this.attributes
    const bytes = this.data.length + counted
    if (bytes > MAX_MESSAGE_BYTES)
      throw refusal(
        record,
        `takes ${bytes} bytes as a message (data ${this.data.length}, attributes ${counted}), Pub/Sub takes at most ${MAX_MESSAGE_BYTES}`,
      )
    return bytes > 0
  }

  #addKey(record: ConnectRecord): void {
    const bytes = toBytes(record, 'key')
    if (!bytes) return
    // Attributes are text. Google's connector writes an object's hash here, which nobody can have come to rely on.
    const value = isUtf8(bytes) ? bytes : Buffer.from(Buffer.from(bytes).toString('base64'))
    if (value.length > MAX_VALUE_BYTES)
      throw refusal(
        record,
        `has a key that takes ${value.length} bytes as an attribute, Pub/Sub takes at most ${MAX_VALUE_BYTES}`,
      )
    this.attributes.add(key, value)
  }

  #addMetadata(record: ConnectRecord): void {
    const { original } = record
    if (record.topic !== this.#topic || original.partition !== this.#partition) this.#moveTo(record)
    this.attributes.addAll(this.#place)
    this.attributes.addText(offset, String(original.offset))
    if (record.timestamp !== null) this.attributes.addText(timestamp, String(record.timestamp))
  }

  #moveTo(record: ConnectRecord): void {
    this.#topic = record.topic
    this.#partition = record.original.partition
    this.#place.clear()
    this.#place.addText(topic, this.#topic)
    this.#place.addText(partition, String(this.#partition))
  }
}

function toBytes(record: ConnectRecord, part: 'key' | 'value'): Uint8Array | null {
  const { value } = record[part]
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return Buffer.from(value)
  if (value === null || value === undefined) return null
  throw refusal(
    record,
    `has a ${part} of type ${record[part].schema?.type ?? typeof value}: this sink takes bytes and strings`,
  )
}

function refusal({ original }: ConnectRecord, why: string): ConnectError {
  const place = `topic ${original.topic}, partition ${original.partition}, offset ${original.offset}`
  return new ConnectError('RECORD_REFUSED', `the record at ${place} ${why}`)
}
