import type { PluginContext } from '../api/context.ts'
import type { Needs } from '../api/needs.ts'
import type { ResolvedTransform } from '../config/resolved-config.ts'
import { makePart, type Within } from './make-part.ts'
import type { Step } from './transform.ts'

export interface Steps {
  readonly steps: readonly Step[]
  /** What of values the transforms and predicates read. */
  readonly needs: readonly Needs[]
  /** Whether one of them may change a value. */
  readonly changeValues: boolean
}

export interface StepParts {
  readonly context: PluginContext
  /** Sees to it that a part is closed at the end. */
  readonly keep: <T extends { close?(): Promise<void> }>(part: T) => T
  readonly within: Within
}

/** Makes the transforms of a task with their predicates. */
export async function buildSteps(transforms: readonly ResolvedTransform[], parts: StepParts): Promise<Steps> {
  const steps: Step[] = []
  const needs: Needs[] = []
  let changeValues = false
  for (const resolved of transforms) {
    const { config } = resolved.plugin
    const condition = await buildCondition(resolved, needs, parts)
    const part = `transform ${resolved.name}` as const
    const wanted = { kind: 'transform', part, resolved: resolved.plugin, context: parts.context } as const
    const { plugin, made } = await makePart(wanted, parts.within)
    steps.push({ name: resolved.name, transform: parts.keep(made), ...condition })
    needs.push(plugin.valueNeeds?.(config) ?? 'all')
    changeValues ||= !plugin.valueNeeds
  }
  return { steps, needs, changeValues }
}

async function buildCondition(
  { name, condition }: ResolvedTransform,
  needs: Needs[],
  { context, keep, within }: StepParts,
): Promise<Pick<Step, 'predicate' | 'negate'>> {
  if (!condition) return { negate: false }
  const { predicate: resolved, negate } = condition
  const part = `predicate of transform ${name}` as const
  const { plugin, made } = await makePart({ kind: 'predicate', part, resolved, context }, within)
  needs.push(plugin.valueNeeds?.(resolved.config) ?? 'all')
  return { predicate: keep(made), negate }
}
