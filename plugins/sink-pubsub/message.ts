import { isUtf8 } from 'node:buffer'
import type { ConnectRecord } from 'psconnect/plugin'
import { type BodyOf, noBody } from './body.ts'
import { bodyWriter } from './body-format.ts'
import type { LeftOut } from './header-attributes.ts'
import type { MessageConfig } from './message-config.ts'
import { MAX_MESSAGE_BYTES } from './message-limits.ts'
import type { Message } from './outgoing.ts'
import { RecordAttributes } from './record-attributes.ts'
import { refusal } from './refusal.ts'
import { attributeOf, textOfBytes, Unmappable } from './text.ts'

/** Turns records into messages, one at a time: it is the last one read. */
export class MessageReader implements Message {
  body = noBody
  orderingKey = ''
  readonly #orderedBy: MessageConfig['orderingKeySource']
  readonly #bodyOf: BodyOf
  readonly #attributes: RecordAttributes

  constructor(config: MessageConfig, leftOut: LeftOut) {
    this.#orderedBy = config.orderingKeySource
    this.#bodyOf = bodyWriter(config)
    this.#attributes = new RecordAttributes(config, leftOut)
  }

  get attributes(): Message['attributes'] {
    return this.#attributes.written
  }

  /** False: nothing is left to publish, neither data nor attributes. Throws RECORD_REFUSED for what Pub/Sub can never take. */
  read(record: ConnectRecord): boolean {
    try {
      return this.#read(record)
    } catch (error) {
      throw error instanceof Unmappable ? refusal(`it cannot be published: ${error.message}`) : error
    }
  }

  #read(record: ConnectRecord): boolean {
    const keyText = keyOf(record)
    this.body = this.#bodyOf(record.value)
    const { data } = this.body
    this.#attributes.write(record, keyText, this.body)
    if (data.length + this.attributes.counted === 0) return false
    if (this.#orderedBy !== 'none') this.#order(record, keyText)
    const { counted } = this.attributes
    const bytes = data.length + counted
    if (bytes <= MAX_MESSAGE_BYTES) return true
    const parts = `data ${data.length}, attributes ${counted}`
    throw refusal(`it takes ${bytes} bytes as a message (${parts}), Pub/Sub takes at most ${MAX_MESSAGE_BYTES}`)
  }

  /** Pub/Sub takes ordering keys as long as attributes' values: a key that is too long is refused before. */
  #order({ original }: ConnectRecord, keyText: Uint8Array | null): void {
    const byPartition = this.#orderedBy === 'partition'
    this.orderingKey = byPartition ? String(original.partition) : keyText ? textOfBytes(keyText) : ''
    if (this.orderingKey !== '') this.attributes.addOrderingKey(this.orderingKey)
  }
}

/** A record's key as UTF-8. */
function keyOf({ key: { value, schema } }: ConnectRecord): Uint8Array | null {
  if (value === null || value === undefined) return null
  return value instanceof Uint8Array && isUtf8(value) ? value : Buffer.from(attributeOf('key', value, schema))
}
