import type { PluginKind } from '../api/plugin.ts'
import { nearMiss } from '../config/near-miss.ts'
import type { Manifest } from './manifest.ts'

/** The one plugin of this kind that goes by this name, or why there is not one, as a sentence that goes on after a key. */
export function resolveName(
  manifests: readonly Manifest[],
  kind: PluginKind,
  name: string,
): Manifest | { readonly problem: string } {
  const candidates = manifests.filter(manifest => manifest.kind === kind)
  const exact = candidates.filter(manifest => manifest.name === name || manifest.aliases.includes(name))
  const matches = exact.length > 0 ? exact : candidates.filter(manifest => shortNames(manifest).includes(name))
  const [match, ...others] = matches
  if (match && others.length === 0) return match
  if (match) return { problem: `must be one ${kind}, but "${name}" ${couldBe(matches)}` }
  const forms = candidates.filter(manifest => names(manifest).some(one => one.startsWith(`${name}$`)))
  if (name !== '' && forms.length > 0)
    return {
      problem: `must say which ${kind} of this name: ${forms.map(form => form.name).join(' or ')} (found "${name}")`,
    }
  const meant = nearMiss(name, candidates.flatMap(names))
  if (meant !== undefined)
    return { problem: `must name a ${kind} that exists (found "${name}"; did you mean ${meant}?)` }
  const existing = candidates.map(describe).join(', ') || 'none'
  return { problem: `must name a ${kind} that exists (found "${name}"; there are: ${existing})` }
}

/** That they have one name is said with where they are; one that is short for several, with their names. */
function couldBe(matches: readonly Manifest[]): string {
  if (new Set(matches.map(({ name }) => name)).size === matches.length)
    return `may be ${matches.map(describe).join(' or ')}`
  return `is the name of ${matches.map(({ file }) => file).join(' and of ')}: rename or remove one of them`
}

/** What a plugin may be called. */
const names = (manifest: Manifest): string[] => [manifest.name, ...manifest.aliases, ...shortNames(manifest)]

/** As Kafka Connect allows: the class without its package, and that without what every class of the kind ends with. */
const shortNames = ({ kind, aliases }: Manifest): string[] =>
  aliases
    .map(simpleName)
    .flatMap(simple => (simple.endsWith(endings[kind]) ? [simple, simple.slice(0, -endings[kind].length)] : [simple]))

const endings: Readonly<Record<PluginKind, string>> = {
  source: 'Connector',
  sink: 'Connector',
  converter: 'Converter',
  transform: 'Transformation',
  predicate: 'Predicate',
}

const simpleName = (className: string): string => className.slice(className.lastIndexOf('.') + 1)

/** With the Java classes it stands for, where they say more than its name. */
function describe({ name, aliases }: Manifest): string {
  const others = aliases.filter(alias => simpleName(alias) !== name)
  return others.length > 0 ? `${name} (${others.join(', ')})` : name
}
