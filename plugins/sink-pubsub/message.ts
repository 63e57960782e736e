import { isUtf8 } from 'node:buffer'
import { AttributeWriter, attributeKey } from '@psconnect/client-pubsub'
import type { ConnectRecord } from 'psconnect/plugin'
import { valueFault } from './attribute-limits.ts'
import type { PubSubSinkConfig } from './config.ts'
import { addHeaders, type LeftOut } from './header-attributes.ts'
import type { Message } from './outgoing.ts'
import { refusal } from './refusal.ts'
import { textOfBytes } from './text.ts'

/** Pub/Sub's limit. */
const MAX_MESSAGE_BYTES = 10_000_000

const KEY = 'key'
const TOPIC = 'kafka.topic'
const PARTITION = 'kafka.partition'
const OFFSET = 'kafka.offset'
const TIMESTAMP = 'kafka.timestamp'
const key = attributeKey(KEY)
const topic = attributeKey(TOPIC)
const partition = attributeKey(PARTITION)
const offset = attributeKey(OFFSET)
const timestamp = attributeKey(TIMESTAMP)
const empty = new Uint8Array()

/** Turns records into messages, one at a time: it is the last one read. */
export class MessageReader implements Message {
  data: Uint8Array = empty
  readonly attributes = new AttributeWriter()
  orderingKey = ''
  readonly #metadata: boolean
  readonly #ordering: PubSubSinkConfig['orderingKeySource']
  readonly #headers: boolean
  readonly #leftOut: LeftOut
  /** kafka.topic and kafka.partition are the same for many records on end: they are serialised once for all of these. */
  readonly #place = new AttributeWriter()
  #topic: string | undefined
  #partition = -1

  constructor(config: PubSubSinkConfig, leftOut: LeftOut) {
    this.#metadata = config['metadata.publish']
    this.#headers = config['headers.publish']
    this.#ordering = config.orderingKeySource
    this.#leftOut = leftOut
  }

  /** False: nothing is left to publish, neither data nor attributes. Throws RECORD_REFUSED for what Pub/Sub can never take. */
  read(record: ConnectRecord): boolean {
    this.data = toBytes(record, 'value') ?? empty
    this.attributes.clear()
    const keyText = keyOf(record)
    if (this.#headers && record.headers.length > 0) this.#addWithHeaders(record, keyText)
    else {
      if (keyText) this.attributes.add(key, keyText)
      if (this.#metadata) this.#addMetadata(record)
    }
    if (this.data.length + this.attributes.counted === 0) return false
    if (this.#ordering !== 'none') this.#order(record, keyText)
    const { counted } = this.attributes
    const bytes = this.data.length + counted
    if (bytes <= MAX_MESSAGE_BYTES) return true
    throw refusal(
      record,
      `takes ${bytes} bytes as a message (data ${this.data.length}, attributes ${counted}), Pub/Sub takes at most ${MAX_MESSAGE_BYTES}`,
    )
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

  /** A header replaces what has its name, so nothing is serialised before all is known. */
  #addWithHeaders(record: ConnectRecord, keyText: Uint8Array | null): void {
    const attributes = new Map<string, string>()
    if (keyText) attributes.set(KEY, textOfBytes(keyText))
    if (this.#metadata) {
      attributes.set(TOPIC, record.topic)
      attributes.set(PARTITION, String(record.original.partition))
      attributes.set(OFFSET, String(record.original.offset))
      if (record.timestamp !== null) attributes.set(TIMESTAMP, String(record.timestamp))
    }
    addHeaders(attributes, record, this.#leftOut)
    for (const [name, value] of attributes) this.attributes.addText(attributeKey(name), value)
  }

  /** Pub/Sub takes ordering keys as long as attributes' values: a key that is too long is refused before. */
  #order({ original }: ConnectRecord, keyText: Uint8Array | null): void {
    this.orderingKey = this.#ordering === 'partition' ? String(original.partition) : keyText ? textOfBytes(keyText) : ''
    if (this.orderingKey !== '') this.attributes.addOrderingKey(this.orderingKey)
  }
}

/** A record's key as UTF-8. */
function keyOf(record: ConnectRecord): Uint8Array | null {
  const bytes = toBytes(record, 'key')
  if (!bytes) return null
  const text = isUtf8(bytes) ? bytes : Buffer.from(Buffer.from(bytes).toString('base64'))
  const fault = valueFault(text.length)
  if (fault) throw refusal(record, `has a key that cannot be an attribute: ${fault}`)
  return text
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
