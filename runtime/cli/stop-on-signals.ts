import type { Logger } from '../api/context.ts'

/** By name: what a process exits with that the signal has ended, as shells have it. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/** Aborts on the first signal to stop; the second ends the process at once. */
export function stopOnSignals(log: Logger): AbortSignal {
  const stopping = new AbortController()
  const stop = (why: string) => {
    if (stopping.signal.aborted) return
    log.info({}, `${why}: stopping; what is in flight is waited for, a second signal ends at once`)
    stopping.abort(new Error('the worker was told to stop'))
  }
  for (const [signal, code] of Object.entries(exitCodes))
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(code)
      stop(signal)
    })
  // There is a channel only where an older Node has started this one and passes signals on.
  process.once('disconnect', () => stop('the parent process is gone'))
  return stopping.signal
}
