import type { Arrivals } from './arrivals.ts'
import { bold, dim, grouped, say } from './terminal.ts'

/** The figures of the run, and some of the alerts. */
export function printSummary(arrivals: Arrivals): void {
  const { arrived, bytes, missing, duplicates, firstPublish, lastPublish } = arrivals
  const seconds = Math.max(lastPublish - firstPublish, 1) / 1000
  const megabytes = bytes / 1e6
  say()
  row('records', `${grouped(arrived)}, ${megabytes.toFixed(1)} MB`)
  row('lost', grouped(missing.length))
  row('duplicates', grouped(duplicates))
  row('speed', `${(megabytes / seconds).toFixed(1)} MB/s, ${grouped(Math.round(arrived / seconds))} records/s`)
  row('', dim(`over ${seconds.toFixed(2)} s, from the first to the last publish time that Pub/Sub gave`))
  say()
  printSamples(arrivals)
  say()
}

function printSamples({ samples }: Arrivals): void {
  const sorted = samples.toSorted((left, right) => Number(left.alertId - right.alertId))
  const lines = sorted.map(({ place, alertId, diaSourceId, psfFlux }) => [
    place,
    String(alertId),
    String(diaSourceId),
    String(psfFlux),
  ])
  const heads = ['partition/offset', 'alertId', 'diaSource.diaSourceId', 'diaSource.psfFlux']
  const widths = heads.map((_, column) => Math.max(...[heads, ...lines].map(line => line[column]?.length ?? 0)))
  const padded = (line: readonly string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  say(`  ${bold(padded(heads))}`)
  for (const line of lines) say(`  ${padded(line)}`)
}

const row = (name: string, text: string): void => say(`  ${bold(name.padEnd(11))} ${text}`)
