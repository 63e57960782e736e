import type { Channel } from './channel.ts'
import { GrpcError } from './grpc-error.ts'
import { numberField, textField } from './protobuf.ts'
import { bytesOf, type FieldValue, readFields, textEntry, textOf } from './read-fields.ts'
import type { CallOptions } from './unary-call.ts'

/** A message that is lent: unless it is acknowledged, it is delivered again. */
export interface LentMessage {
  readonly ackId: string
  /** Given by Pub/Sub to what it has stored. Of one message delivered twice it is the same. */
  readonly id: string
  readonly data: Uint8Array
  readonly attributes: Readonly<Record<string, string>>
  /** When Pub/Sub stored it, by its own clock, in milliseconds since the epoch. */
  readonly publishTime: number
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

/** They are not delivered again. */
export async function acknowledge(
  channel: Channel,
  { subscription, messages }: { readonly subscription: string; readonly messages: readonly LentMessage[] },
  options: CallOptions,
): Promise<void> {
  const request = Buffer.concat([textField(1, subscription), ...messages.map(({ ackId }) => textField(2, ackId))])
  await channel.call(`${SERVICE}/Acknowledge`, { chunks: [request], bytes: request.length }, options)
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

/** google.pubsub.v1.ReceivedMessage: ack_id = 1, message = 2. */
function readReceived(bytes: FieldValue): LentMessage {
  let ackId = ''
  let message: Omit<LentMessage, 'ackId'> = { id: '', data: none, attributes: {}, publishTime: 0 }
  for (const [field, value] of readFields(bytesOf(bytes))) {
    if (field === 1) ackId = textOf(value)
    if (field === 2) message = readMessage(value)
  }
  return { ackId, ...message }
}

/** google.pubsub.v1.PubsubMessage: data = 1, attributes = 2, message_id = 3, publish_time = 4. */
function readMessage(bytes: FieldValue): Omit<LentMessage, 'ackId'> {
  let id = ''
  let data: Uint8Array = none
  let publishTime = 0
  const attributes: [string, string][] = []
  for (const [field, value] of readFields(bytesOf(bytes))) {
    if (field === 1) data = bytesOf(value)
    if (field === 2) attributes.push(textEntry(value))
    if (field === 3) id = textOf(value)
    if (field === 4) publishTime = readTime(value)
  }
  return { id, data, attributes: Object.fromEntries(attributes), publishTime }
}

/** google.protobuf.Timestamp: seconds = 1, nanos = 2. */
function readTime(bytes: FieldValue): number {
  const parts = new Map(readFields(bytesOf(bytes)))
  return Number(parts.get(1) ?? 0n) * 1000 + Math.floor(Number(parts.get(2) ?? 0n) / 1e6)
}

const none = new Uint8Array()
