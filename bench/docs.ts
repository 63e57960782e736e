import { readFileSync, writeFileSync } from 'node:fs'
import { fillIn } from '../runtime/config/describe-spec.ts'
import { plot } from './plot.ts'
import type { Results } from './results.ts'
import { describeResults } from './table.ts'

export const performancePage = new URL('../docs/performance.md', import.meta.url)
export const performancePlot = new URL('../docs/performance.svg', import.meta.url)

const kept = (name: string): Results =>
  JSON.parse(readFileSync(new URL(`results/${name}.json`, import.meta.url), 'utf8')) as Results

const besideJava = kept('2026-11-24-java')

/** What of docs/performance.md is written by runs that were kept. */
export const performanceParts = {
  figures: describeResults(besideJava),
}
export const performanceSvg = plot(besideJava.rows)

// node -C psconnect-source bench/docs.ts
if (import.meta.main) {
  writeFileSync(performancePage, fillIn(readFileSync(performancePage, 'utf8'), performanceParts))
  writeFileSync(performancePlot, performanceSvg)
}
