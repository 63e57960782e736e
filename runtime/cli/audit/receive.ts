import { Terminal } from '../../telemetry/terminal.ts'
import type { Subscription } from '../subscription.ts'
import type { Arrivals } from './arrivals.ts'

/** Of alerts these are some megabytes. */
const perPull = 100
/** A pull takes its time to answer, so several are under way. */
const pulls = 4
const showEveryMs = 200

export interface Receiving {
  readonly subscription: Subscription
  readonly arrivals: Arrivals
  /** It ends when so long none has come. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Takes all messages that are there, and acknowledges what it has noted. */
export async function receive(receiving: Receiving): Promise<void> {
  const { subscription, arrivals, timeoutMs, signal } = receiving
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  let until = performance.now() + timeoutMs
  const pullAll = async (): Promise<void> => {
    for (let left = timeoutMs; left > 0; left = until - performance.now()) {
      const messages = await subscription.pull(perPull, left, stop)
      if (messages.length === 0) continue
      for (const message of messages) arrivals.take(message)
      await subscription.acknowledge(messages)
      until = performance.now() + timeoutMs
    }
  }
  const ended = showProgress(arrivals)
  try {
    await Promise.all(Array.from({ length: pulls }, () => pullAll()))
  } finally {
    failed.abort(new Error('another pull has failed'))
    ended()
  }
}

/** For who looks on; returns what ends it. */
function showProgress(arrivals: Arrivals): () => void {
  if (!process.stderr.isTTY) return () => undefined
  const terminal = new Terminal(process.stderr)
  const show = () => terminal.show([`${arrivals.messages.toLocaleString('en')} messages have come…`])
  const timer = setInterval(show, showEveryMs)
  return () => {
    clearInterval(timer)
    terminal.show([])
  }
}
