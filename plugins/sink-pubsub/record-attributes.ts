import { AttributeWriter, attributeKey } from '@psconnect/client-pubsub'
import type { ConnectRecord } from 'psconnect/plugin'
import type { Body } from './body.ts'
import { addHeaders, isDeadLetter, type LeftOut } from './header-attributes.ts'
import type { MessageConfig } from './message-config.ts'
import { checkAttributes, MAX_ATTRIBUTES, MAX_MESSAGE_BYTES, valueFault } from './message-limits.ts'
import { textOfBytes, Unmappable } from './text.ts'
import { type ValueAttribute, valueAttributes } from './value-attributes.ts'

const KEY = 'key'
const TOPIC = 'kafka.topic'
const PARTITION = 'kafka.partition'
const OFFSET = 'kafka.offset'
const TIMESTAMP = 'kafka.timestamp'
const ofRecords: readonly string[] = [KEY, TOPIC, PARTITION, OFFSET, TIMESTAMP]
const key = attributeKey(KEY)
const topic = attributeKey(TOPIC)
const partition = attributeKey(PARTITION)
const offset = attributeKey(OFFSET)
const timestamp = attributeKey(TIMESTAMP)

/** Writes the attributes of one message after the other, into the same memory. */
export class RecordAttributes {
  readonly written = new AttributeWriter()
  readonly #metadata: boolean
  readonly #headers: boolean
  readonly #leftOut: LeftOut
  readonly #ofValues: readonly ValueAttribute[]
  readonly #named: ReadonlySet<string>
  /** Whether those of values may stand in place of a record's own, or be too many together with them. */
  readonly #alwaysReplaceable: boolean
  /** kafka.topic and kafka.partition are the same for many records on end: they are serialised once for all of these. */
  readonly #place = new AttributeWriter()
  #topic: string | undefined
  #partition = -1

  constructor(config: MessageConfig, leftOut: LeftOut) {
    this.#metadata = config['metadata.publish']
    this.#headers = config['headers.publish']
    this.#leftOut = leftOut
    this.#ofValues = valueAttributes(config)
    this.#named = new Set(this.#ofValues.map(({ name }) => name))
    this.#alwaysReplaceable =
      ofRecords.some(name => this.#named.has(name)) || ofRecords.length + this.#named.size > MAX_ATTRIBUTES
  }

  /** The key is UTF-8. Throws Unmappable for what Pub/Sub can never take. */
  write(record: ConnectRecord, wholeKey: Uint8Array | null, body: Body): void {
    this.written.clear()
    const keyText = this.#fittingKey(record, wholeKey)
    const headers = this.#headers && record.headers.length > 0
    if (body.attributes || headers || this.#alwaysReplaceable) return this.#writeReplaceable(record, keyText, body)
    if (keyText) this.written.add(key, keyText)
    if (this.#metadata) this.#writePlace(record)
    for (const { key: name, text } of this.#ofValues) {
      const value = text(record.value)
      if (value !== undefined) this.written.addText(name, value)
    }
  }

  /** What a dead letter had for a key must not keep it from being stored. */
  #fittingKey(record: ConnectRecord, keyText: Uint8Array | null): Uint8Array | null {
    const fault = keyText && valueFault(keyText.length)
    if (!fault) return keyText
    if (!this.#headers || !this.#leftOut || !isDeadLetter(record))
      throw new Unmappable(`its key cannot be an attribute: ${fault}`)
    this.#leftOut.add(record, `the key: ${fault}`)
    return null
  }

  #writePlace(record: ConnectRecord): void {
    const { original } = record
    if (record.topic !== this.#topic || original.partition !== this.#partition) this.#moveTo(record)
    this.written.addAll(this.#place)
    this.written.addText(offset, String(original.offset))
    if (record.timestamp !== null) this.written.addText(timestamp, String(record.timestamp))
  }

  #moveTo(record: ConnectRecord): void {
    this.#topic = record.topic
    this.#partition = record.original.partition
    this.#place.clear()
    this.#place.addText(topic, this.#topic)
    this.#place.addText(partition, String(this.#partition))
  }

  /** What comes later replaces what has its name, so nothing is serialised before all is known. */
  #writeReplaceable(record: ConnectRecord, keyText: Uint8Array | null, { data, attributes }: Body): void {
    const all = new Map(attributes)
    if (keyText) all.set(KEY, textOfBytes(keyText))
    if (this.#metadata) {
      all.set(TOPIC, record.topic)
      all.set(PARTITION, String(record.original.partition))
      all.set(OFFSET, String(record.original.offset))
      if (record.timestamp !== null) all.set(TIMESTAMP, String(record.timestamp))
    }
    for (const { name, text } of this.#ofValues) {
      const value = text(record.value)
      if (value === undefined) all.delete(name)
      else all.set(name, value)
    }
    checkAttributes(all)
    const room = MAX_MESSAGE_BYTES - data.length
    if (this.#headers) addHeaders(all, record, { leftOut: this.#leftOut, taken: this.#named, room })
    for (const [name, value] of all) this.written.addText(attributeKey(name), value)
  }
}
