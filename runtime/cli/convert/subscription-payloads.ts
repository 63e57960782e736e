import {
  Channel,
  type Endpoint,
  GrpcError,
  giveBack,
  type LentMessage,
  pull,
  TokenError,
  TokenSource,
} from '@psconnect/client-pubsub'
import { CommandFailed } from '../command.ts'
import type { SubscriptionSource } from './arguments.ts'
import type { Payload } from './payloads.ts'

/** How long is waited for as many messages as were asked for. */
const waitMs = 5_000
const answerMs = 10_000

/**
 * The data of so many messages; of fewer where no more come, which is told. They are given back, not acknowledged; Pub/Sub counts that as an
 * attempt to deliver them.
 */
export async function readMessages(source: SubscriptionSource, signal: AbortSignal): Promise<readonly Payload[]> {
  const { project, subscription, count } = source
  const name = `${project}/${subscription}`
  try {
    const messages = await borrow(source, signal)
    if (messages.length === 0) throw new CommandFailed(`${name} has no message: none came in ${waitMs / 1000} s`)
    if (messages.length < count) console.error(`${name} has no more messages now: ${messages.length} of ${count}`)
    return messages.map(({ id, data }) => ({ name: `${name}:${id}`, topic: subscription, bytes: data }))
  } catch (error) {
    if (!(error instanceof GrpcError || error instanceof TokenError)) throw error
    const why = error instanceof GrpcError ? `${error.code}: ${error.message}` : `no access token: ${error.message}`
    throw new CommandFailed(`${name} cannot be pulled from: ${why}`)
  }
}

async function borrow(source: SubscriptionSource, signal: AbortSignal): Promise<readonly LentMessage[]> {
  const { project, subscription: id, count } = source
  const subscription = `projects/${project}/subscriptions/${id}`
  const endpoint = endpointOf(process.env['PUBSUB_EMULATOR_HOST'])
  const authorization = endpoint.plaintext ? undefined : (await new TokenSource({}).get()).authorization
  const channel = new Channel(endpoint)
  const messages: LentMessage[] = []
  const until = performance.now() + waitMs
  try {
    while (messages.length < count && performance.now() < until) {
      const options = { deadlineMs: Math.ceil(until - performance.now()), signal, authorization }
      messages.push(...(await unlessNone(pull(channel, { subscription, count: count - messages.length }, options))))
    }
    return messages
  } finally {
    if (messages.length > 0)
      await giveBack(channel, { subscription, messages }, { deadlineMs: answerMs, authorization })
    channel.close()
  }
}

function endpointOf(emulator: string | undefined): Endpoint {
  if (!emulator) return { address: 'pubsub.googleapis.com:443', plaintext: false }
  if (/^[^/\s]+:\d{1,5}$/.test(emulator)) return { address: emulator, plaintext: true }
  throw new CommandFailed(`PUBSUB_EMULATOR_HOST is ${emulator}, but must be host:port`)
}

/** Where there is no message, Pub/Sub does not answer before one comes. */
async function unlessNone(pulled: Promise<readonly LentMessage[]>): Promise<readonly LentMessage[]> {
  try {
    return await pulled
  } catch (error) {
    if (error instanceof GrpcError && error.code === 'DEADLINE_EXCEEDED' && error.mayHaveActed) return []
    throw error
  }
}
