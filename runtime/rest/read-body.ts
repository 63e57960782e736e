import type { IncomingMessage } from 'node:http'
import { Refusal } from './exchange.ts'
import { limits } from './limits.ts'

/** The value of a request's JSON, undefined where it has no body. Refuses with 400, 413 or 415. */
export async function readBody(message: IncomingMessage): Promise<unknown> {
  const bytes = await collect(message)
  if (bytes.length === 0) return undefined
  const type = message.headers['content-type'] ?? ''
  // What a page can send anywhere without being asked, such as a form, is never JSON.
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new Refusal(415, `Content-Type must be application/json (found ${JSON.stringify(type)})`)
  return parse(bytes)
}

/**
 * Passes over what has not been read of a body: who still sends when the connection is closed may never see the answer. Sending that
 * goes on for too long is cut off all the same.
 */
export async function passOver(message: IncomingMessage): Promise<void> {
  let left: number = limits.passedOverBytes
  try {
    for await (const chunk of unread(message)) {
      left -= chunk.length
      if (left < 0) return
    }
  } catch {
    // Who has gone away waits for no answer.
  }
}

const unread = (message: IncomingMessage): AsyncIterable<Buffer> => message.iterator({ destroyOnReturn: false })

async function collect(message: IncomingMessage): Promise<Buffer> {
  if (Number(message.headers['content-length'] ?? 0) > limits.bodyBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of unread(message)) {
    length += chunk.length
    if (length > limits.bodyBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (): Refusal =>
  new Refusal(413, `the body must be at most ${limits.bodyBytes} bytes`, { Connection: 'close' })

/** Numbers become what is written there, as every value of a configuration is text: `1e3` stays `1e3`. */
function parse(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    )
  } catch (error) {
    // The rest of the message quotes the text, which may hold a password.
    const place = /\((line \d+ column \d+)\)/.exec(error instanceof Error ? error.message : '')?.[1]
    throw new Refusal(400, `the body is not valid JSON in UTF-8${place === undefined ? '' : ` (${place})`}`)
  }
}
