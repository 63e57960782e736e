import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

/** How a connector begins. */
export type InitialState = 'RUNNING' | 'PAUSED' | 'STOPPED'

const states: readonly InitialState[] = ['RUNNING', 'PAUSED', 'STOPPED']

/** What stands beside a connector's configuration says so, and nothing else can. */
export function readInitialState(entries: readonly Entry[], report: Report): InitialState {
  const entry = entries.find(({ key, beside }) => beside && key === 'initial_state')
  if (!entry || entry.faulty) return 'RUNNING'
  const state = states.find(name => name === entry.text.toUpperCase())
  if (!state)
    report.error(entry, `initial_state must be one of ${states.join(', ')} (found ${JSON.stringify(entry.text)})`)
  return state ?? 'RUNNING'
}
