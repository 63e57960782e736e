import type { Arrivals } from './arrivals.ts'
import { bold, dim, grouped, say } from './terminal.ts'

/** The figures of one act, and some of the alerts as a receiver reads them. */
export function printSummary(arrivals: Arrivals): void {
  const { arrived, bytes, missing, duplicates, glimpse, firstPublish, lastPublish } = arrivals
  const seconds = Math.max(lastPublish - firstPublish, 1) / 1000
  const megabytes = bytes / 1e6
  say()
  row('records', `${grouped(arrived)}, ${megabytes.toFixed(1)} MB; lost ${missing.length}, duplicates ${duplicates}`)
  row(
    'speed',
    `${(megabytes / seconds).toFixed(1)} MB/s, ${grouped(Math.round(arrived / seconds))} records/s ` +
      dim(`over ${seconds.toFixed(2)} s, from the first to the last publish time that Pub/Sub gave`),
  )
  row('one of them', dim(glimpse))
  say()
  printSamples(arrivals)
}

function printSamples({ samples }: Arrivals): void {
  const sorted = samples.toSorted((left, right) => Number(left.alertId - right.alertId))
  const lines = sorted.map(({ place, alertId, diaSourceId, psfFlux, band }) => [
    place,
    String(alertId),
    String(diaSourceId),
    psfFlux === null ? 'null' : psfFlux.toFixed(3),
    band ?? 'null',
  ])
  const heads = ['partition/offset', 'alertId', 'diaSource.diaSourceId', 'diaSource.psfFlux', 'band']
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
