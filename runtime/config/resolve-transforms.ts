import type { Problem } from '../api/config-spec.ts'
import type { EntriesByOwner } from './key-prefixes.ts'
import { type ListedPart, listedParts, resolveListed } from './listed-parts.ts'
import type { Tools } from './resolve-plugin.ts'
import type { ResolvedPlugin, ResolvedTransform } from './resolved-config.ts'
import { predicateSpec, transformSpec } from './transform-spec.ts'

/** The transforms that a connector's file lists, each with its predicate; undefined when there were errors, all of them reported. */
export async function resolveTransforms(
  keys: EntriesByOwner,
  tools: Tools,
): Promise<readonly ResolvedTransform[] | undefined> {
  const predicates: Predicates = new Map()
  for (const part of listedParts('predicate', keys, tools))
    predicates.set(part.name, await resolvePredicate(part, tools))
  const unused = new Set(predicates.keys())
  const transforms: (ResolvedTransform | undefined)[] = []
  for (const part of listedParts('transform', keys, tools)) {
    const used = part.entries.find(({ key }) => key === 'predicate')
    unused.delete(used?.text.trim() ?? '')
    transforms.push(await resolveTransform(part, predicates, tools))
  }
  warnOfUnused(unused, keys, tools)
  const complete = transforms.filter(transform => transform !== undefined)
  const whole = complete.length === transforms.length && ![...predicates.values()].includes(undefined)
  return whole ? complete : undefined
}

/** By name; undefined where there were errors. */
type Predicates = Map<string, ResolvedPlugin | undefined>

async function resolvePredicate(part: ListedPart, tools: Tools): Promise<ResolvedPlugin | undefined> {
  const found = await resolveListed(part, { config: predicateSpec }, tools)
  return found?.plugin
}

async function resolveTransform(
  part: ListedPart,
  predicates: Predicates,
  tools: Tools,
): Promise<ResolvedTransform | undefined> {
  const validate = (settings: ConditionKeys) => conditionProblems(settings, predicates)
  const found = await resolveListed(part, { config: transformSpec, validate }, tools)
  if (!found) return undefined
  const { plugin, settings } = found
  const predicate = predicates.get(settings.predicate ?? '')
  if (settings.predicate !== undefined && !predicate) return undefined
  const condition = predicate && { predicate, negate: settings.negate ?? false }
  return { name: part.name, plugin, ...(condition && { condition }) }
}

interface ConditionKeys {
  readonly predicate: string | undefined
  readonly negate: boolean | undefined
}

function conditionProblems({ predicate, negate }: ConditionKeys, predicates: Predicates): readonly Problem[] {
  if (predicate === undefined)
    return negate === undefined
      ? []
      : [{ key: 'negate', message: 'has nothing to negate: predicate is not given beside it' }]
  if (predicates.has(predicate)) return []
  const known = predicates.size === 0 ? 'none' : [...predicates.keys()].join(', ')
  return [
    {
      key: 'predicate',
      message: `must be one of those that predicates lists (found "${predicate}"; there are: ${known})`,
    },
  ]
}

function warnOfUnused(unused: ReadonlySet<string>, keys: EntriesByOwner, { report }: Tools): void {
  const list = keys.own.find(({ key }) => key === 'predicates')
  for (const name of unused) if (list) report.warn(list, `predicates lists ${name}, which no transform uses`)
}
