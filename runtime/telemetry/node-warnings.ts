import type { Logger } from '../api/context.ts'

/** What Node warns of in this thread goes to the log, instead of to standard error in the midst of other lines. */
export function logNodeWarnings(log: Logger): void {
  process.removeAllListeners('warning')
  process.on('warning', err => log.warn({ err }, `Node warns: ${err.message}`))
}
