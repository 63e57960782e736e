import { GrpcError, getTopic } from '@psconnect/client-pubsub'
import type { SinkContext } from 'psconnect/plugin'
import { finalError, reasonOf } from './failure.ts'
import type { Receiver } from './receiver.ts'

/** A start must show within seconds what is wrong. */
const DEADLINE_MS = 5_000

/** Rejects when nothing can be published to the topic as things stand. What may pass, publishing itself will ride out. */
export async function lookUpTopic(receiver: Receiver, context: SinkContext): Promise<void> {
  const { topic } = receiver
  try {
    await attempt(receiver, context.signal)
  } catch (error) {
    if (!(error instanceof GrpcError)) throw error
    if (error.code === 'PERMISSION_DENIED')
      return context.log.info({ topic }, 'the account may not look the topic up; publishing needs no such permission')
    const final = finalError(error, `looking up ${topic}`)
    if (final) throw final
    context.log.warn(
      { topic, reason: reasonOf(error) },
      `${topic} could not be looked up; publishing is tried all the same`,
    )
  }
}

async function attempt({ channel, topic, tokens }: Receiver, signal: AbortSignal): Promise<void> {
  const authorization = await tokens?.current(signal)
  try {
    return await getTopic(channel, topic, { deadlineMs: DEADLINE_MS, signal, authorization })
  } catch (error) {
    const refused = error instanceof GrpcError && error.code === 'UNAUTHENTICATED'
    if (!refused || !authorization || !tokens?.refused(authorization)) throw error
  }
  const fresh = await tokens.current(signal)
  await getTopic(channel, topic, { deadlineMs: DEADLINE_MS, signal, authorization: fresh })
}
