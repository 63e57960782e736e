import type { EndedRequest } from '../api/sink.ts'
import { copyHistogram, type Histogram, histogram, observe, sumHistograms } from './histogram.ts'
import { Recent, type RecentFigures } from './recent.ts'

const secondsBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const recordsBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

/** What was measured of one task. Plain data: a copy crosses threads once a second. */
export interface Measured {
  /** Requests that stored something: how long each took, and how many records it held. */
  readonly requestSeconds: Histogram
  readonly requestRecords: Histogram
  /** Requests that stored nothing. */
  readonly failedRequests: number
  /** Records read, records given to the sink, and records read and not committed, each time there were some. */
  readonly read: RecentFigures
  readonly sent: RecentFigures
  readonly active: RecentFigures
  /** Milliseconds from giving a batch to the sink until it was stored, and of commits. */
  readonly put: RecentFigures
  readonly commit: RecentFigures
  /** What converters offer. */
  readonly figures: readonly ConverterFigure[]
}

export interface ConverterFigure {
  /** Of the record: key, value or header. */
  readonly part: string
  readonly name: string
  readonly value: number
}

/** Adds up what was counted; of what is recent, the later says how it is. */
export function addMeasured(earlier: Measured | undefined, later: Measured): Measured {
  if (!earlier) return later
  return {
    ...later,
    requestSeconds: sumHistograms(earlier.requestSeconds, later.requestSeconds),
    requestRecords: sumHistograms(earlier.requestRecords, later.requestRecords),
    failedRequests: earlier.failedRequests + later.failedRequests,
  }
}

/** Measures one task, in its thread. */
export class TaskMeasures {
  readonly #requestSeconds = histogram(secondsBounds)
  readonly #requestRecords = histogram(recordsBounds)
  #failedRequests = 0
  readonly #recent = recentParts(performance.now())
  readonly #figures: { readonly part: string; readonly name: string; readonly read: () => number }[] = []

  /** `active` records are read and not committed. */
  read(records: number, active: number): void {
    const now = performance.now()
    this.#recent.read.add(records, now)
    this.#recent.active.add(active, now)
  }

  sent(records: number): void {
    this.#recent.sent.add(records, performance.now())
  }

  stored(milliseconds: number): void {
    this.#recent.put.add(milliseconds, performance.now())
  }

  committed(milliseconds: number): void {
    this.#recent.commit.add(milliseconds, performance.now())
  }

  requested({ records, milliseconds, stored }: EndedRequest): void {
    if (!stored) {
      this.#failedRequests++
      return
    }
    observe(this.#requestSeconds, milliseconds / 1_000)
    observe(this.#requestRecords, records)
  }

  offer(part: string, name: string, read: () => number): void {
    this.#figures.push({ part, name, read })
  }

  measured(): Measured {
    const now = performance.now()
    const { read, sent, active, put, commit } = this.#recent
    return {
      requestSeconds: copyHistogram(this.#requestSeconds),
      requestRecords: copyHistogram(this.#requestRecords),
      failedRequests: this.#failedRequests,
      read: read.read(now),
      sent: sent.read(now),
      active: active.read(now),
      put: put.read(now),
      commit: commit.read(now),
      figures: this.#figures.map(({ part, name, read: value }) => ({ part, name, value: value() })),
    }
  }
}

const recentParts = (now: number) => ({
  read: new Recent(now),
  sent: new Recent(now),
  active: new Recent(now),
  put: new Recent(now),
  commit: new Recent(now),
})
