import { endNow } from './end-now.ts'

/** By name: what a process exits with that the signal has ended, as shells have it. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/** A service manager signals each process of a service, and an older Node that has started this one passes its signal on. */
const sameStopMs = 500

/**
 * Aborts on the first signal to stop, having told what came; the second ends the process at once, unless it is the first by another
 * way.
 */
export function stopOnSignals(tell: (what: string) => void): AbortSignal {
  const stopping = new AbortController()
  let stoppedAt = Number.POSITIVE_INFINITY
  const stop = (what: string) => {
    if (stopping.signal.aborted) return
    stoppedAt = performance.now()
    tell(what)
    stopping.abort(new Error('it was told to stop'))
  }
  for (const [signal, code] of Object.entries(exitCodes))
    process.on(signal, () => {
      if (performance.now() - stoppedAt > sameStopMs) endNow(code)
      stop(signal)
    })
  // There is a channel only where an older Node has started this one and passes signals on.
  process.once('disconnect', () => stop('the parent process is gone'))
  return stopping.signal
}
