import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

/** Reads the text of one format. What it cannot read it reports; it never throws. */
export type Loader = (text: string, file: string, report: Report) => Entry[]

/** From 1. Line ends must be LF. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** Of keys given several times the last counts, as in Java; the others are warned about. */
export function lastOfEach(entries: readonly Entry[], report: Report): Entry[] {
  const last = new Map<string, Entry>()
  for (const entry of entries) {
    const place = `${entry.key}${entry.beside ? ' beside' : ''}`
    const earlier = last.get(place)
    if (earlier)
      report.warn(entry, `${entry.writtenAs} is given twice: line ${entry.line} counts, line ${earlier.line} does not`)
    last.set(place, entry)
  }
  return [...last.values()]
}
