import { mkdirSync, writeFileSync } from 'node:fs'

/** One program having done one work once. */
export interface Run {
  /** From the first request that came to the last. */
  readonly recordsPerSecond: number
  readonly megabytesPerSecond: number
  /** User and system time of the process from the first request on, for each record. */
  readonly cpuMicros: number
  readonly peakBytes: number
  readonly startSeconds: number
  /** How many came, those counted that came again, up to the program's end. */
  readonly messages: number
  /** How many of the topic's records its group had committed at the end. */
  readonly committed: number
  /** Empty, or why it did not do all of it. */
  readonly trouble: string
}

export interface Row {
  readonly work: string
  readonly program: string
  /** How many records there were to carry. */
  readonly records: number
  readonly runs: readonly Run[]
}

export interface Results {
  readonly date: string
  readonly commit: string
  readonly node: string
  readonly cores: number
  readonly cpu: string
  /** What the machine had to do beside, as the mean number of runnable processes over a minute, before the first run. */
  readonly loadBefore: number
  readonly answerAfterMs: number
  readonly rows: readonly Row[]
}

/** Whether every run carried all. */
export const isDone = ({ runs }: Row): boolean => runs.every(({ trouble }) => trouble === '')

/** Where a run is kept: `what` names it beside its day. */
export const saveResults = (results: Results, what: string): void => {
  const file = `bench/results/${results.date.slice(0, 10)}-${what}.json`
  mkdirSync('bench/results', { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`)
}
