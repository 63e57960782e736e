import type { DiagnosisFinding, DiagnosisStep } from '../../api/diagnosis.ts'
import { ConnectError } from '../../api/errors.ts'
import { pause } from '../../commit/waiting.ts'
import { reasonOf } from '../../telemetry/log-record.ts'

/** What became of a step. `untried`: one that it needs has failed, or was not tried itself. */
export interface Outcome extends Pick<DiagnosisFinding, 'text' | 'remedy'> {
  readonly name: string
  readonly outcome: DiagnosisFinding['outcome'] | 'untried'
  readonly milliseconds: number
}

export interface Walking {
  readonly signal: AbortSignal
  /** For how long a step is waited for. */
  readonly limitMs: number
  /** Called before a step is tried, with its name. */
  readonly begins: (name: string) => void
  readonly ends: (outcome: Outcome) => void
}

/** Takes the steps in their order, each for as long as it may take. Rejects only when `signal` aborts. */
export async function walk(steps: readonly DiagnosisStep[], walking: Walking): Promise<void> {
  /** By the names of steps that are of no use to others: the step that has failed in the first place. */
  const lost = new Map<string, string>()
  for (const step of steps) {
    const { name, needs = [] } = step
    const cause = needs.map(needed => lost.get(needed)).find(each => each !== undefined)
    const outcome = cause === undefined ? await tryStep(step, walking) : untried(name, cause)
    if (cause !== undefined || outcome.outcome === 'failed') lost.set(name, cause ?? name)
    walking.ends(outcome)
  }
}

const untried = (name: string, cause: string): Outcome => ({
  name,
  outcome: 'untried',
  text: `not tried, as ${cause} failed`,
  milliseconds: 0,
})

async function tryStep(step: DiagnosisStep, { signal, limitMs, begins }: Walking): Promise<Outcome> {
  const { name } = step
  begins(name)
  const began = performance.now()
  const { outcome, text, remedy = outcome === 'failed' ? step.remedy : undefined } = await within(step, signal, limitMs)
  signal.throwIfAborted()
  const milliseconds = Math.round(performance.now() - began)
  return { name, outcome, text, ...(remedy !== undefined && { remedy }), milliseconds }
}

async function within(step: DiagnosisStep, signal: AbortSignal, limitMs: number): Promise<DiagnosisFinding> {
  const over = new AbortController()
  const stop = AbortSignal.any([signal, over.signal])
  const late = pause(limitMs, stop).then(
    (): DiagnosisFinding => ({ outcome: 'failed', text: `no answer within ${limitMs / 1000} s` }),
  )
  try {
    return await Promise.race([attempt(step, stop), late])
  } finally {
    over.abort()
  }
}

async function attempt({ run }: DiagnosisStep, signal: AbortSignal): Promise<DiagnosisFinding> {
  try {
    return await run(signal)
  } catch (error) {
    return { outcome: 'failed', text: ConnectError.is(error) ? error.message : reasonOf(error) }
  }
}
