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
  readonly filtered: number
  readonly resent: number
  readonly missed: number
  readonly commitFailures: number
  readonly restarts: number
}

/** Rates are over at least this long, unless there has been less: totals arrive in lumps. */
const rateWindowMs = 3_000

interface Sample {
  readonly time: number
  readonly counters: ReadonlyMap<string, Readonly<TaskCounters>>
}

/** Turns totals into figures, remembering earlier ones, to know the rates. */
export class StatusFigures {
  /** The oldest first, which is what rates are measured from. */
  readonly #samples: Sample[]

  constructor(now: number) {
    this.#samples = [{ time: now, counters: new Map() }]
  }

  take(connectors: readonly ConnectorStatus[], now: number): ReadonlyMap<string, Figures> {
    while (this.#samples[1] && now - this.#samples[1].time >= rateWindowMs) this.#samples.shift()
    const [from = { time: now, counters: new Map() }] = this.#samples
    const seconds = Math.max(now - from.time, 1) / 1000
    const figures = connectors.map(({ name, state, counters }) => {
      const { stored, storedBytes } = from.counters.get(name) ?? { stored: 0, storedBytes: 0 }
      const recordsPerSecond = Math.round((counters.stored - stored) / seconds)
      const megabytesPerSecond = Math.round((counters.storedBytes - storedBytes) / seconds / 1e5) / 10
      return [name, { state, recordsPerSecond, megabytesPerSecond, ...figuresOf(counters) }] as const
    })
    this.#samples.push({ time: now, counters: new Map(connectors.map(({ name, counters }) => [name, counters])) })
    return new Map(figures)
  }
}

const figuresOf = (counters: TaskCounters) => ({
  lag: counters.lag,
  inFlight: counters.read - counters.stored - counters.givenUp,
  stored: counters.stored,
  committed: counters.committed,
  skipped: counters.skipped,
  filtered: counters.filtered,
  resent: counters.resent,
  missed: counters.missed,
  commitFailures: counters.commitFailures,
  restarts: counters.restarts,
})

/** One line of figures for people. The state, which may be long, comes last. */
export function statusLine(name: string, figures: Figures): string {
  const parts = [
    `${name}  ${figures.recordsPerSecond} records/s`,
    `${figures.megabytesPerSecond.toFixed(1)} MB/s`,
    `lag ${figures.lag ?? '?'}`,
    `in flight ${figures.inFlight}`,
    `committed ${figures.committed}`,
    `skipped ${figures.skipped}`,
  ]
  if (figures.filtered > 0) parts.push(`filtered ${figures.filtered}`)
  if (figures.missed > 0) parts.push(`expired unread ${figures.missed}`)
  if (figures.commitFailures > 0) parts.push(`failed commits ${figures.commitFailures}`)
  if (figures.restarts > 0) parts.push(`restarts ${figures.restarts}`)
  return `${parts.join('  ')}  ${figures.state}`
}
