import { CommandFailed } from '../command.ts'
import type { Subscription } from '../subscription.ts'

/** What is read is acknowledged, and nobody else gets it: only a subscription that bears this label is read. */
const label = 'psconnect-audit'

export const createOwn = (subscription: Subscription, topic: string, signal: AbortSignal): Promise<void> =>
  subscription.create({ topic, labels: { [label]: 'own' } }, signal)

/** Throws a CommandFailed where the subscription is of another topic, or may be somebody else's. */
export async function requireOwn(subscription: Subscription, topic: string, signal: AbortSignal): Promise<void> {
  const { name } = subscription
  const state = await subscription.state(signal)
  if (state.topic !== topic)
    throw new CommandFailed(`${name} is a subscription of ${state.topic}, but the connector publishes to ${topic}`)
  if (state.labels[label] === undefined)
    throw new CommandFailed(
      `${name} was not made by psconnect audit --create (it has no label ${label}), so somebody may need its messages, which an audit takes: make another with --create`,
    )
}
