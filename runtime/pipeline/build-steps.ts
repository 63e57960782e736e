import type { PluginContext } from '../api/context.ts'
import type { Needs } from '../api/needs.ts'
import type { ResolvedTransform } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
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
}

/** Makes the transforms of a task with their predicates. */
export async function buildSteps(transforms: readonly ResolvedTransform[], parts: StepParts): Promise<Steps> {
  const steps: Step[] = []
  const needs: Needs[] = []
  let changeValues = false
  for (const resolved of transforms) {
    const { config } = resolved.plugin
    const plugin = await importPlugin(resolved.plugin, 'transform')
    const condition = await buildCondition(resolved, needs, parts)
    const transform = parts.keep(await plugin.create(config, parts.context))
    steps.push({ name: resolved.name, transform, ...condition })
    needs.push(plugin.valueNeeds?.(config) ?? 'all')
    changeValues ||= !plugin.valueNeeds
  }
  return { steps, needs, changeValues }
}

async function buildCondition(
  { condition }: ResolvedTransform,
  needs: Needs[],
  { context, keep }: StepParts,
): Promise<Pick<Step, 'predicate' | 'negate'>> {
  if (!condition) return { negate: false }
  const { predicate: resolved, negate } = condition
  const plugin = await importPlugin(resolved, 'predicate')
  needs.push(plugin.valueNeeds?.(resolved.config) ?? 'all')
  return { predicate: keep(await plugin.create(resolved.config, context)), negate }
}
