import { addMeasured, type Measured } from './task-measures.ts'

/** What one task has done since it started and holds now. Plain numbers: a copy crosses threads once a second. */
export interface TaskCounters {
  /** Records read, and what their keys and values weigh. */
  read: number
  readBytes: number
  /** Records given to the sink. */
  sent: number
  /** Records that are safe at the receiver, or were skipped, or dropped by a transform. */
  stored: number
  storedBytes: number
  /** When a batch was last stored, in milliseconds since the epoch. */
  lastStoredTime: number | null
  committed: number
  /** Commits that succeeded. */
  commits: number
  /** Records with an error that was tolerated; they are in the dead-letter queue where there is one. */
  skipped: number
  /** Attempts of a stage at a record that failed, those that were repeated too. */
  recordFailures: number
  /** Records with an error that was not tolerated, so that the task failed. */
  recordErrors: number
  /** Attempts that were made again because the error before may pass. */
  retries: number
  /** Errors of records that have a line of their own in the log. */
  errorsLogged: number
  /** Records given to the dead-letter queue, and those that it did not take as they were. */
  deadLetterRequests: number
  deadLetterFailures: number
  /** When a record last had an error, in milliseconds since the epoch. */
  lastErrorTime: number | null
  /** The last of them, the latest at the end. */
  lastErrors: readonly RecordError[]
  /** Records that a transform dropped. */
  filtered: number
  /** Messages sent again although an earlier attempt may have arrived. */
  resent: number
  /** Records that the system behind the source had dropped before they were read. */
  missed: number
  commitFailures: number
  /** Records that were read and neither stored nor skipped when the task ended: they are read again. */
  givenUp: number
  /** How often a task that had failed was started again by itself. */
  restarts: number
  /** Records that wait to be read or stored, or null where that is not known. */
  lag: number | null
  /** The same by partition. */
  lags: Readonly<Record<string, number>>
  /** Partitions that are read. */
  partitions: number
  /** Undefined where nothing is known yet. */
  measured?: Measured
  /** Why nothing can be read at present, or null. */
  sourceRetrying: string | null
  /** Why nothing can be converted or transformed at present, or null. */
  converterRetrying: string | null
  /** Why nothing can be stored at present, or null. */
  sinkRetrying: string | null
  /** Why nothing can be written to the dead-letter queue at present, or null. */
  deadLettersRetrying: string | null
}

/** An error of one record, in what is shown of a task. */
export interface RecordError {
  /** As Kafka Connect names them, such as `VALUE_CONVERTER`. */
  readonly stage: string
  /** The plugin that was at work. */
  readonly plugin: string
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly reason: string
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** How many errors of records are kept for each task. */
export const keptErrors = 10

export const noCounters = (): TaskCounters => ({
  read: 0,
  readBytes: 0,
  stored: 0,
  storedBytes: 0,
  sent: 0,
  lastStoredTime: null,
  committed: 0,
  commits: 0,
  skipped: 0,
  recordFailures: 0,
  recordErrors: 0,
  retries: 0,
  errorsLogged: 0,
  deadLetterRequests: 0,
  deadLetterFailures: 0,
  lastErrorTime: null,
  lastErrors: [],
  filtered: 0,
  resent: 0,
  missed: 0,
  commitFailures: 0,
  givenUp: 0,
  restarts: 0,
  lag: null,
  lags: {},
  partitions: 0,
  sourceRetrying: null,
  converterRetrying: null,
  sinkRetrying: null,
  deadLettersRetrying: null,
})

/** Sums the counters of several tasks. What is known of some only, such as the lag, is summed over those. */
export function sumCounters(all: Iterable<Readonly<TaskCounters>>): TaskCounters {
  const sum = noCounters()
  for (const one of all) addCounters(sum, one)
  return sum
}

function addCounters(sum: TaskCounters, one: Readonly<TaskCounters>): void {
  for (const key of counted) sum[key] += one[key]
  if (one.lag !== null) sum.lag = (sum.lag ?? 0) + one.lag
  sum.lags = { ...sum.lags, ...one.lags }
  for (const key of reasons) sum[key] ??= one[key]
  for (const key of times) if (one[key] !== null) sum[key] = Math.max(sum[key] ?? 0, one[key])
  if (one.measured) sum.measured = addMeasured(sum.measured, one.measured)
  sum.lastErrors = [...sum.lastErrors, ...one.lastErrors].toSorted((a, b) => a.time - b.time).slice(-keptErrors)
}

/** By partition, what waits to be read and what was read but is not stored: the lag falls to 0 when all is safe. */
export function lagOf(
  unread: ReadonlyMap<string, bigint> | null,
  unstored: ReadonlyMap<string, number>,
): Pick<TaskCounters, 'lag' | 'lags'> {
  if (unread === null) return { lag: null, lags: {} }
  const waiting = Array.from(unread, ([name, records]) => [name, Number(records) + (unstored.get(name) ?? 0)] as const)
  const lags = Object.fromEntries(waiting)
  return { lag: Object.values(lags).reduce((sum, records) => sum + records, 0), lags }
}

/** Why a task does not get on, if it does not: what holds it up furthest along its way is told. */
export function retryingOf(counters: Readonly<TaskCounters>): string | null {
  for (const key of reasons) if (counters[key] !== null) return counters[key]
  return null
}

const times = ['lastStoredTime', 'lastErrorTime'] as const
const reasons = ['sinkRetrying', 'deadLettersRetrying', 'converterRetrying', 'sourceRetrying'] as const

/** What a task that has ended adds to totals: it waits for nothing any more. */
export const totalsOf = (ended: Readonly<TaskCounters>): TaskCounters => ({
  ...ended,
  givenUp: ended.read - ended.stored,
  lag: null,
  lags: {},
  partitions: 0,
  sourceRetrying: null,
  converterRetrying: null,
  sinkRetrying: null,
  deadLettersRetrying: null,
})

const counted = [
  'read',
  'readBytes',
  'sent',
  'stored',
  'storedBytes',
  'committed',
  'commits',
  'skipped',
  'recordFailures',
  'recordErrors',
  'retries',
  'errorsLogged',
  'deadLetterRequests',
  'deadLetterFailures',
  'filtered',
  'resent',
  'missed',
  'commitFailures',
  'givenUp',
  'restarts',
  'partitions',
] as const
