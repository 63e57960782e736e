import { type ConnectionOptions, TopicAdmin, type TopicState } from '@psconnect/client-kafka'
import { ConnectError } from '../../api/errors.ts'
import { pause } from '../../commit/waiting.ts'
import { CommandFailed } from '../command.ts'

export interface Awaiting {
  readonly connection: ConnectionOptions
  readonly json: boolean
  readonly limitMs: number | undefined
  readonly signal: AbortSignal
}

const everyMs = 2000

/** Looks for the topic again and again, and tells why it is not there yet. Rejects with what no waiting can mend, such as a wrong password. */
export async function awaitTopic(topic: string, { connection, json, limitMs, signal }: Awaiting): Promise<string> {
  const limit = limitMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  let told = ''
  for (;;) {
    const found = await lookUp(topic, connection)
    if (typeof found === 'object') return json ? JSON.stringify(summary(found)) : `the topic ${topic} exists`
    signal.throwIfAborted()
    if (limit.aborted) throw new CommandFailed(`${found}, after ${limitMs} ms`)
    if (found !== told) console.error(`waiting for the topic ${topic}: ${found}`)
    told = found
    await pause(everyMs, limit)
  }
}

const summary = ({ topic, partitions }: TopicState) => ({ topic, partitions: partitions.length })

/** The topic, or why it cannot be found yet. */
async function lookUp(topic: string, connection: ConnectionOptions): Promise<TopicState | string> {
  try {
    await using admin = await TopicAdmin.open(connection, topic)
    const [found] = await admin.topics()
    return found ?? `there is no topic ${topic}, or this user may not see it`
  } catch (error) {
    if (ConnectError.is(error) && error.retriable) return error.message
    throw error
  }
}
