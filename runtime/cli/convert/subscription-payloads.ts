import type { LentMessage } from '@psconnect/client-pubsub'
import { CommandFailed } from '../command.ts'
import { Subscription } from '../subscription.ts'
import type { SubscriptionSource } from './arguments.ts'
import type { Payload } from './payloads.ts'

/** How long is waited for as many messages as were asked for. */
const waitMs = 5_000

/**
 * The data of so many messages; of fewer where no more come, which is told. They are given back, not acknowledged; Pub/Sub counts that as an
 * attempt to deliver them.
 */
export async function readMessages(source: SubscriptionSource, signal: AbortSignal): Promise<readonly Payload[]> {
  const { project, subscription, count } = source
  const name = `${project}/${subscription}`
  const messages = await borrow(source, signal)
  if (messages.length === 0) throw new CommandFailed(`${name} has no message: none came in ${waitMs / 1000} s`)
  if (messages.length < count) console.error(`${name} has no more messages now: ${messages.length} of ${count}`)
  return messages.map(({ id, data }) => ({ name: `${name}:${id}`, topic: subscription, bytes: data }))
}

async function borrow(source: SubscriptionSource, signal: AbortSignal): Promise<readonly LentMessage[]> {
  const { project, subscription: id, count } = source
  const subscription = new Subscription({ project, id })
  const messages: LentMessage[] = []
  const until = performance.now() + waitMs
  try {
    while (messages.length < count && performance.now() < until)
      messages.push(...(await subscription.pull(count - messages.length, until - performance.now(), signal)))
    return messages
  } finally {
    await subscription.giveBack(messages).finally(() => subscription.close())
  }
}
