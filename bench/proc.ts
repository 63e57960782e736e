import { readFileSync } from 'node:fs'

export interface ProcessFigures {
  /** User and system time of all its threads since it started. */
  readonly cpuSeconds: number
  readonly residentBytes: number
  /** The most that was ever resident. */
  readonly peakBytes: number
}

/** What Linux says of a process; undefined when it is gone. */
export const readProcess = (pid: number): ProcessFigures | undefined => {
  try {
    return {
      cpuSeconds: parseCpuSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8')),
      ...parseMemory(readFileSync(`/proc/${pid}/status`, 'utf8')),
    }
  } catch {
    return undefined
  }
}

/** Linux counts here in hundredths of a second on every machine. */
const TICKS_PER_SECOND = 100

/** Of the text of /proc/PID/stat, whose second field is a name in brackets that may itself hold spaces and brackets. */
export const parseCpuSeconds = (stat: string): number => {
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = afterName.slice(11, 13).map(Number)
  if (user === undefined || system === undefined) throw new Error(`no CPU time in ${JSON.stringify(stat)}`)
  return (user + system) / TICKS_PER_SECOND
}

/** Of the text of /proc/PID/status. */
export const parseMemory = (status: string): Omit<ProcessFigures, 'cpuSeconds'> => ({
  residentBytes: kilobytes(status, 'VmRSS') * 1024,
  peakBytes: kilobytes(status, 'VmHWM') * 1024,
})

const kilobytes = (status: string, name: string): number => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  // A process that has ended and waits for its parent has no memory.
  if (found === undefined) throw new Error(`no ${name} in the status of the process`)
  return Number(found)
}
