/** A message as it came over the wire. `attributes` are text; `data` is a view of the request. */
export interface PublishedMessage {
  readonly data: Buffer
  readonly attributes: Readonly<Record<string, string>>
  readonly orderingKey: string
}

export interface PublishRequest {
  readonly topic: string
  readonly messages: readonly PublishedMessage[]
}

const TEXT = 2
const none = Buffer.alloc(0)

/** Reads google.pubsub.v1.PublishRequest: topic = 1, messages = 2. */
export function readPublishRequest(bytes: Buffer): PublishRequest {
  let topic = ''
  const messages: PublishedMessage[] = []
  for (const [field, value] of fields(bytes)) {
    if (field === 1) topic = value.toString()
    if (field === 2) messages.push(readMessage(value))
  }
  return { topic, messages }
}

/** Reads google.pubsub.v1.GetTopicRequest: topic = 1. */
export function readGetTopicRequest(bytes: Buffer): string {
  for (const [field, value] of fields(bytes)) if (field === 1) return value.toString()
  return ''
}

/** Reads google.pubsub.v1.PubsubMessage: data = 1, attributes = 2, ordering_key = 5. */
function readMessage(bytes: Buffer): PublishedMessage {
  let data: Buffer = none
  let orderingKey = ''
  const attributes: Record<string, string> = {}
  for (const [field, value] of fields(bytes)) {
    if (field === 1) data = value
    if (field === 2) Object.assign(attributes, readAttribute(value))
    if (field === 5) orderingKey = value.toString()
  }
  return { data, attributes, orderingKey }
}

function readAttribute(bytes: Buffer): Record<string, string> {
  let key = ''
  let text = ''
  for (const [field, value] of fields(bytes)) {
    if (field === 1) key = value.toString()
    if (field === 2) text = value.toString()
  }
  return { [key]: text }
}

/** The length-delimited fields of a message; the requests read here have no others. */
function* fields(bytes: Buffer): Generator<[field: number, value: Buffer]> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++)
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    if ((tag & 7) !== TEXT) throw new Error(`field ${tag >> 3} has wire type ${tag & 7}, expected ${TEXT}`)
    const length = varint()
    if (at + length > bytes.length) throw new Error(`field ${tag >> 3} ends after its message`)
    yield [tag >> 3, bytes.subarray(at, at + length)]
    at += length
  }
}

/** google.pubsub.v1.PublishResponse: message_ids = 1, and the like: one text field each. */
export function writeTexts(texts: readonly string[]): Buffer {
  const encoded = texts.map(text => {
    const bytes = Buffer.from(text)
    return Buffer.concat([Buffer.from([0x0a]), lengthOf(bytes), bytes])
  })
  return Buffer.concat(encoded)
}

function lengthOf(bytes: Buffer): Buffer {
  const out: number[] = []
  let rest = bytes.length
  for (; rest > 127; rest >>>= 7) out.push((rest & 0x7f) | 0x80)
  out.push(rest)
  return Buffer.from(out)
}
