import { isUtf8 } from 'node:buffer'
import { AttributeWriter, attributeKey } from '@psconnect/client-pubsub'
import type { ConnectRecord } from 'psconnect/plugin'
import { checkAttributes, valueFault } from './attribute-limits.ts'
import { bodyOf } from './body.ts'
import type { PubSubSinkConfig } from './config.ts'
import { addHeaders, type LeftOut } from './header-attributes.ts'
import type { Message } from './outgoing.ts'
import { refusal } from './refusal.ts'
import { attributeOf, textOfBytes, Unmappable } from './text.ts'

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
  readonly #config: PubSubSinkConfig
  readonly #metadata: boolean
  readonly #headers: boolean
  readonly #ordered: boolean
  readonly #leftOut: LeftOut
  /** kafka.topic and kafka.partition are the same for many records on end: they are serialised once for all of these. */
  readonly #place = new AttributeWriter()
  #topic: string | undefined
  #partition = -1

  constructor(config: PubSubSinkConfig, leftOut: LeftOut) {
    this.#config = config
    this.#metadata = config['metadata.publish']
    this.#headers = config['headers.publish']
    this.#ordered = config.orderingKeySource !== 'none'
    this.#leftOut = leftOut
  }

  /** False: nothing is left to publish, neither data nor attributes. Throws RECORD_REFUSED for what Pub/Sub can never take. */
  read(record: ConnectRecord): boolean {
    try {
      return this.#read(record)
    } catch (error) {
      throw error instanceof Unmappable ? refusal(record, `cannot be published: ${error.message}`) : error
    }
  }

  #read(record: ConnectRecord): boolean {
    this.attributes.clear()
    const keyText = keyOf(record)
    const fields = this.#readValue(record)
    if (fields || (this.#headers && record.headers.length > 0)) this.#addReplaceable(record, keyText, fields)
    else {
      if (keyText) this.attributes.add(key, keyText)
      if (this.#metadata) this.#addMetadata(record)
    }
    if (this.data.length + this.attributes.counted === 0) return false
    if (this.#ordered) this.#order(record, keyText)
    const { counted } = this.attributes
    const bytes = this.data.length + counted
    if (bytes <= MAX_MESSAGE_BYTES) return true
    const parts = `data ${this.data.length}, attributes ${counted}`
    throw refusal(record, `takes ${bytes} bytes as a message (${parts}), Pub/Sub takes at most ${MAX_MESSAGE_BYTES}`)
  }

  /** Gives the attributes that the value has of its own, if any. */
  #readValue({ value }: ConnectRecord): Map<string, string> | undefined {
    if (value.value instanceof Uint8Array) this.data = value.value
    else if (value.value === null || value.value === undefined) this.data = empty
    else {
      const { data, attributes } = bodyOf(value, this.#config.messageBodyName)
      this.data = data
      return attributes.size > 0 ? attributes : undefined
    }
    return undefined
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

  /** What comes later replaces what has its name, so nothing is serialised before all is known. */
  #addReplaceable(record: ConnectRecord, keyText: Uint8Array | null, fields = new Map<string, string>()): void {
    if (keyText) fields.set(KEY, textOfBytes(keyText))
    if (this.#metadata) {
      fields.set(TOPIC, record.topic)
      fields.set(PARTITION, String(record.original.partition))
      fields.set(OFFSET, String(record.original.offset))
      if (record.timestamp !== null) fields.set(TIMESTAMP, String(record.timestamp))
    }
    checkAttributes(fields)
    if (this.#headers) addHeaders(fields, record, this.#leftOut)
    for (const [name, value] of fields) this.attributes.addText(attributeKey(name), value)
  }

  /** Pub/Sub takes ordering keys as long as attributes' values: a key that is too long is refused before. */
  #order({ original }: ConnectRecord, keyText: Uint8Array | null): void {
    const byPartition = this.#config.orderingKeySource === 'partition'
    this.orderingKey = byPartition ? String(original.partition) : keyText ? textOfBytes(keyText) : ''
    if (this.orderingKey !== '') this.attributes.addOrderingKey(this.orderingKey)
  }
}

/** A record's key as UTF-8. */
function keyOf({ key: { value, schema } }: ConnectRecord): Uint8Array | null {
  if (value === null || value === undefined) return null
  const text = value instanceof Uint8Array && isUtf8(value) ? value : Buffer.from(attributeOf('key', value, schema))
  const fault = valueFault(text.length)
  if (fault) throw new Unmappable(`its key cannot be an attribute: ${fault}`)
  return text
}
