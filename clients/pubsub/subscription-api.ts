import type { Channel } from './channel.ts'
import { messageField, numberField, textField } from './protobuf.ts'
import { readFields, textEntry, textOf } from './read-fields.ts'
import type { CallOptions } from './unary-call.ts'

/** As Pub/Sub knows it; all names are whole, such as `projects/P/subscriptions/S`. */
export interface SubscriptionState {
  readonly name: string
  readonly topic: string
  readonly labels: Readonly<Record<string, string>>
}

const SERVICE = '/google.pubsub.v1.Subscriber'

export async function getSubscription(
  channel: Channel,
  subscription: string,
  options: CallOptions,
): Promise<SubscriptionState> {
  const request = textField(1, subscription)
  return readState(
    await channel.call(`${SERVICE}/GetSubscription`, { chunks: [request], bytes: request.length }, options),
  )
}

/** Makes one that keeps messages for seven days, and lends them for a minute. One that exists already is an error. */
export async function addSubscription(
  channel: Channel,
  { name, topic, labels }: SubscriptionState,
  options: CallOptions,
): Promise<void> {
  const request = Buffer.concat([
    textField(1, name),
    textField(2, topic),
    numberField(5, leaseSeconds),
    messageField(8, [numberField(1, retentionSeconds)]),
    ...Object.entries(labels).map(([key, value]) => messageField(9, [textField(1, key), textField(2, value)])),
  ])
  await channel.call(`${SERVICE}/CreateSubscription`, { chunks: [request], bytes: request.length }, options)
}

const leaseSeconds = 60
const retentionSeconds = 7 * 24 * 60 * 60

/** google.pubsub.v1.Subscription: name = 1, topic = 2, labels = 9. */
function readState(bytes: Uint8Array): SubscriptionState {
  let name = ''
  let topic = ''
  const labels: [string, string][] = []
  for (const [field, value] of readFields(bytes)) {
    if (field === 1) name = textOf(value)
    if (field === 2) topic = textOf(value)
    if (field === 9) labels.push(textEntry(value))
  }
  return { name, topic, labels: Object.fromEntries(labels) }
}
