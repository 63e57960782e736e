import type { ConfigOf, ConfigSpec } from '../api/config-spec.ts'
import type { Home } from './key-check.ts'
import type { EntriesByOwner } from './key-prefixes.ts'
import { resolvePlugin, type Tools } from './resolve-plugin.ts'
import type { Entry, ResolvedPlugin } from './resolved-config.ts'
import { namesIn } from './transform-spec.ts'
import { type Checkable, validate } from './validate.ts'

/** A plugin that a connector's file names in a list: `transforms=route` with `transforms.route.*`. */
export interface ListedPart {
  readonly kind: 'transform' | 'predicate'
  readonly name: string
  /** Their keys are those behind the prefix. */
  readonly entries: readonly Entry[]
  readonly home: (key: string) => Home
}

/** In the order of the list. What stands in the file for names that are not in it is reported. */
export function listedParts(kind: ListedPart['kind'], keys: EntriesByOwner, tools: Tools): readonly ListedPart[] {
  const listKey = `${kind}s` as const
  const list = keys.own.find(({ key }) => key === listKey)
  const names = list && !list.faulty ? [...new Set(namesIn(list.text))] : []
  // A name may begin with another and a dot: a key belongs to the longest that fits.
  const byLength = names.toSorted((one, other) => other.length - one.length)
  const owned = Map.groupBy(keys[listKey], ({ key }) => byLength.find(name => key.startsWith(`${name}.`)))
  for (const entry of owned.get(undefined) ?? [])
    if (list?.faulty) tools.keys.unclaimed(entry)
    else tools.keys.unknown({ entry, subject: `any ${kind} that ${listKey} lists`, names: [] })
  if (!list) return []
  return names.map(name => ({
    kind,
    name,
    entries: (owned.get(name) ?? []).map(entry => ({ ...entry, key: entry.key.slice(name.length + 1) })),
    // What a part lacks is reported where the list stands.
    home: key => ({ ...list, writtenAs: `${listKey}.${name}.${key}` }),
  }))
}

/** The plugin that a part names and what the host itself is told there; undefined when there were errors, all of them reported. */
export async function resolveListed<S extends ConfigSpec & { readonly type: unknown }>(
  part: ListedPart,
  hostKeys: Checkable<S>,
  tools: Tools,
): Promise<{ readonly plugin: ResolvedPlugin; readonly settings: ConfigOf<S> } | undefined> {
  const { kind, name, home } = part
  const { host = [], plugin: own = [] } = Object.groupBy(part.entries, ({ key }) =>
    Object.hasOwn(hostKeys.config, key) ? 'host' : 'plugin',
  )
  const settings = validate(hostKeys, { subject: `the ${kind} ${name}`, entries: host, home }, tools)
  const type = host.find(({ key }) => key === 'type')
  if (!type || type.faulty) {
    for (const entry of own) tools.keys.unclaimed(entry)
    return undefined
  }
  const plugin = await resolvePlugin({ kind, name: type.text.trim(), namedAt: type, entries: own, home }, tools)
  return settings && plugin && { plugin, settings }
}
