import { styleText } from 'node:util'
import type { Section } from './sections.ts'
import { showOutcome, showTitle } from './show-outcome.ts'
import { type Outcome, walk } from './walk.ts'

interface Telling {
  readonly json: boolean
  /** Takes secrets out of what is told. */
  readonly hide: <T>(value: T) => T
  readonly signal: AbortSignal
}

/** A step has so long; whoever waits at a terminal sees which it is. */
const limitMs = 15_000

/** Walks section by section, and tells what is found: at once as text, or all together as JSON. */
export class Findings {
  readonly #telling: Telling
  readonly #sections: { readonly title: string; readonly steps: Outcome[] }[] = []

  constructor(telling: Telling) {
    this.#telling = telling
  }

  get failed(): number {
    return this.#count('failed')
  }

  async walk({ title, steps }: Section): Promise<void> {
    const { json, hide, signal } = this.#telling
    const told = { title, steps: [] as Outcome[] }
    if (!json) console.log(`${this.#sections.length > 0 ? '\n' : ''}${showTitle(title)}`)
    this.#sections.push(told)
    const begins = (name: string): void => this.#show(`  … ${name}`)
    const ends = (outcome: Outcome): void => {
      const shown = hide(outcome)
      told.steps.push(shown)
      this.#show('')
      if (!json && shown.outcome !== 'untried') console.log(showOutcome(shown, columns()))
    }
    await walk(steps, { signal, limitMs, begins, ends })
    if (!json) for (const text of untriedIn(told.steps)) console.log(showOutcome(text, columns()))
  }

  conclude(): void {
    if (this.#telling.json)
      return console.log(JSON.stringify({ ok: this.failed === 0, sections: this.#sections }, null, 2))
    console.log(`\n${this.failed > 0 ? painted('red', this.#whatFailed()) : painted('green', this.#nothingFailed())}`)
  }

  #whatFailed(): string {
    const failed = this.#sections.flatMap(({ title, steps }) =>
      steps.filter(({ outcome }) => outcome === 'failed').map(({ name }) => `${name} (${title})`),
    )
    return `${counted(failed.length, 'step')} failed: ${[...new Set(failed)].join(', ')}`
  }

  #nothingFailed(): string {
    const [works, warnings] = [this.#count('ok'), this.#count('warning')]
    const untold = this.#count('unknown')
    return [
      `nothing failed: ${counted(works + warnings, 'step')} work${works + warnings === 1 ? 's' : ''}`,
      ...(warnings > 0 ? [`${counted(warnings, 'warning')}, marked with !`] : []),
      ...(untold > 0 ? [`${untold} had nothing to try or no way to tell (–)`] : []),
    ].join('; ')
  }

  #count(outcome: Outcome['outcome']): number {
    return this.#sections.flatMap(({ steps }) => steps).filter(step => step.outcome === outcome).length
  }

  /** What is under way, for as long as it is, where a person looks on. */
  #show(text: string): void {
    if (process.stdout.isTTY && !this.#telling.json) process.stdout.write(`\r\x1b[K${text}`)
  }
}

/** A line for all that were not tried for the same reason. */
function untriedIn(steps: readonly Outcome[]): readonly Outcome[] {
  const untried = Map.groupBy(
    steps.filter(({ outcome }) => outcome === 'untried'),
    ({ text }) => text,
  )
  return Array.from(untried, ([why, those]) => {
    const names = those.map(({ name }) => name).join(', ')
    return { name: '', outcome: 'untried', text: `${names}: ${why}`, milliseconds: 0 }
  })
}

/** Where nobody looks on, lines are as long as they are. */
const columns = (): number => (process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY)

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const painted = (colour: 'red' | 'green', text: string): string => styleText(colour, text, { stream: process.stdout })
