import { styleText } from 'node:util'
import { wrapText } from '../wrap-text.ts'
import type { Outcome } from './walk.ts'

const symbols: Readonly<Record<Outcome['outcome'], string>> = {
  ok: styled('green', '✓'),
  warning: styled('yellow', '!'),
  failed: styled('red', '✗'),
  unknown: styled('dim', '–'),
  untried: styled('dim', '–'),
}

/** The width of the name, and where what was found begins. */
const nameWidth = 16
const indent = 4 + nameWidth + 1 + 9

/** Where a person looks on, lines end before the terminal does. */
export function showOutcome({ name, outcome, text, remedy, milliseconds }: Outcome, width: number): string {
  const took = outcome === 'untried' ? '' : `${milliseconds.toLocaleString('en')} ms`
  const head = `  ${symbols[outcome]} ${name.padEnd(nameWidth)} ${styled('dim', took.padStart(7))}  `
  const found = wrapped(text, width)
  const quiet = outcome === 'untried' || outcome === 'unknown' ? found.map(line => styled('dim', line)) : found
  const advice = remedy === undefined ? [] : wrapped(`→ ${remedy}`, width)
  return head + [...quiet, ...advice.map(line => styled('bold', line))].join(`\n${' '.repeat(indent)}`)
}

export const showTitle = (title: string): string => styled('bold', title)

const wrapped = (text: string, width: number): readonly string[] => wrapText(text, Math.max(width - indent, 30))

function styled(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout })
}
