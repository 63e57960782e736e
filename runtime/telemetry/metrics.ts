/** What one task has done since it started and holds now. Plain numbers: a copy crosses threads once a second. */
export interface TaskCounters {
  /** Records read, and what their keys and values weigh. */
  read: number
  readBytes: number
  /** Records that are safe at the receiver, or were skipped, or dropped by a transform. */
  stored: number
  storedBytes: number
  committed: number
  /** Records with an error that was tolerated. */
  skipped: number
  /** Records that a transform dropped. */
  filtered: number
  /** Messages sent again although an earlier attempt may have arrived. */
  resent: number
  /** Records that the system behind the source had dropped before they were read. */
  missed: number
  commitFailures: number
  /** Records that wait to be read, or null where that is not known. */
  lag: number | null
  /** Why nothing can be read at present, or null. */
  sourceRetrying: string | null
  /** Why nothing can be stored at present, or null. */
  sinkRetrying: string | null
}

export const noCounters = (): TaskCounters => ({
  read: 0,
  readBytes: 0,
  stored: 0,
  storedBytes: 0,
  committed: 0,
  skipped: 0,
  filtered: 0,
  resent: 0,
  missed: 0,
  commitFailures: 0,
  lag: null,
  sourceRetrying: null,
  sinkRetrying: null,
})

/** Sums the counters of several tasks. What is known of some only, such as the lag, is summed over those. */
export function sumCounters(all: Iterable<Readonly<TaskCounters>>): TaskCounters {
  const sum = noCounters()
  for (const one of all) {
    for (const key of counted) sum[key] += one[key]
    if (one.lag !== null) sum.lag = (sum.lag ?? 0) + one.lag
    sum.sourceRetrying ??= one.sourceRetrying
    sum.sinkRetrying ??= one.sinkRetrying
  }
  return sum
}

const counted = [
  'read',
  'readBytes',
  'stored',
  'storedBytes',
  'committed',
  'skipped',
  'filtered',
  'resent',
  'missed',
  'commitFailures',
] as const
