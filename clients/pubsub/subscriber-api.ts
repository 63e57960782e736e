import type { Channel } from './channel.ts'
import { GrpcError } from './grpc-error.ts'
import { tagOf, textField, varintSize, writeVarint } from './protobuf.ts'
import { type FieldValue, readFields } from './read-fields.ts'
import type { CallOptions } from './unary-call.ts'

/** A message that is lent: unless it is acknowledged, it is delivered again. */
export interface LentMessage {
  readonly ackId: string
  /** Given by Pub/Sub to what it has stored. Of one message delivered twice it is the same. */
  readonly id: string
  readonly data: Uint8Array
  readonly attributes: Readonly<Record<string, string>>
}

const SERVICE = '/google.pubsub.v1.Subscriber'

/** Waits for one message at least, then gives what is there, up to so many; maybe none. `subscription` is `projects/P/subscriptions/S`. */
export async function pull(
  channel: Channel,
  { subscription, count }: { readonly subscription: string; readonly count: number },
  options: CallOptions,
): Promise<readonly LentMessage[]> {
  const request = Buffer.concat([textField(1, subscription), numberField(3, count)])
  const response = await channel.call(`${SERVICE}/Pull`, { chunks: [request], bytes: request.length }, options)
  try {
    return Array.from(readFields(response), ([, received]) => readReceived(received))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new GrpcError('INTERNAL', `the answer cannot be read: ${error.message}`, true)
  }
}

/** Their readers get them again at once. */
export async function giveBack(
  channel: Channel,
  { subscription, messages }: { readonly subscription: string; readonly messages: readonly LentMessage[] },
  options: CallOptions,
): Promise<void> {
  // The time that is left for them is 0, which protobuf does not write.
  const request = Buffer.concat([textField(1, subscription), ...messages.map(({ ackId }) => textField(4, ackId))])
  await channel.call(`${SERVICE}/ModifyAckDeadline`, { chunks: [request], bytes: request.length }, options)
}

function numberField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(1 + varintSize(value))
  // A tag says how the field is written, too: 2 as `tagOf` has it is a text, 0 a number.
  bytes[0] = tagOf(field) & ~7
  writeVarint(bytes, value, 1)
  return bytes
}

/** google.pubsub.v1.ReceivedMessage: ack_id = 1, message = 2. */
function readReceived(bytes: FieldValue): LentMessage {
  let ackId = ''
  let message: Omit<LentMessage, 'ackId'> = { id: '', data: none, attributes: {} }
  for (const [field, value] of readFields(bytesOf(bytes))) {
    if (field === 1) ackId = textOf(value)
    if (field === 2) message = readMessage(value)
  }
  return { ackId, ...message }
}

/** google.pubsub.v1.PubsubMessage: data = 1, attributes = 2, message_id = 3. */
function readMessage(bytes: FieldValue): Omit<LentMessage, 'ackId'> {
  let id = ''
  let data: Uint8Array = none
  const attributes: [string, string][] = []
  for (const [field, value] of readFields(bytesOf(bytes))) {
    if (field === 1) data = bytesOf(value)
    if (field === 2) attributes.push(readAttribute(value))
    if (field === 3) id = textOf(value)
  }
  return { id, data, attributes: Object.fromEntries(attributes) }
}

/** An entry of a map: key = 1, value = 2. */
function readAttribute(entry: FieldValue): [string, string] {
  const texts = new Map(Array.from(readFields(bytesOf(entry)), ([field, value]) => [field, textOf(value)]))
  return [texts.get(1) ?? '', texts.get(2) ?? '']
}

const none = new Uint8Array()

function bytesOf(value: FieldValue): Uint8Array {
  if (typeof value === 'bigint') throw new RangeError('a field is a number')
  return value
}

function textOf(value: FieldValue): string {
  const { buffer, byteOffset, byteLength } = bytesOf(value)
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}
