import type { TaskCounters } from './metrics.ts'

/** How one connector stands. */
export interface ConnectorStatus {
  readonly name: string
  /** Such as `RUNNING`, `RUNNING (retrying: reason)` or `FAILED: reason`. */
  readonly state: string
  readonly counters: Readonly<TaskCounters>
}

/** The figures of a connector since it was last looked at. */
export interface Figures {
  readonly state: string
  readonly recordsPerSecond: number
  readonly megabytesPerSecond: number
  readonly lag: number | null
  readonly inFlight: number
  readonly stored: number
  readonly committed: number
  readonly skipped: number
  readonly resent: number
  readonly missed: number
  readonly commitFailures: number
}

/** Turns totals into figures, remembering when it last did, to know the rates. */
export class StatusFigures {
  #then: number
  #before = new Map<string, { stored: number; storedBytes: number }>()

  constructor(now: number) {
    this.#then = now
  }

  take(connectors: readonly ConnectorStatus[], now: number): ReadonlyMap<string, Figures> {
    const seconds = Math.max(now - this.#then, 1) / 1000
    const figures = new Map<string, Figures>()
    for (const { name, state, counters } of connectors) {
      const before = this.#before.get(name) ?? { stored: 0, storedBytes: 0 }
      figures.set(name, {
        state,
        recordsPerSecond: Math.round((counters.stored - before.stored) / seconds),
        megabytesPerSecond: Math.round((counters.storedBytes - before.storedBytes) / seconds / 1e5) / 10,
        ...figuresOf(counters),
      })
      this.#before.set(name, { stored: counters.stored, storedBytes: counters.storedBytes })
    }
    this.#then = now
    return figures
  }
}

const figuresOf = (counters: TaskCounters) => ({
  lag: counters.lag,
  inFlight: counters.read - counters.stored,
  stored: counters.stored,
  committed: counters.committed,
  skipped: counters.skipped,
  resent: counters.resent,
  missed: counters.missed,
  commitFailures: counters.commitFailures,
})

/** One line of figures for people. The state, which may be long, comes last. */
export function statusLine(name: string, figures: Figures): string {
  const parts = [
    `${name}  ${figures.recordsPerSecond} records/s`,
    `${figures.megabytesPerSecond.toFixed(1)} MB/s`,
    `lag ${figures.lag ?? '?'}`,
    `in flight ${figures.inFlight}`,
    `committed ${figures.committed}`,
    `failures ${figures.skipped}`,
  ]
  if (figures.missed > 0) parts.push(`expired unread ${figures.missed}`)
  if (figures.commitFailures > 0) parts.push(`failed commits ${figures.commitFailures}`)
  return `${parts.join('  ')}  ${figures.state}`
}
