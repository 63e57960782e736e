import type { PluginKind } from '../api/plugin.ts'
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
  if (match) return { problem: `must be one ${kind}, but "${name}" may be ${matches.map(describe).join(' or ')}` }
  const existing = candidates.map(describe).join(', ') || 'none'
  return { problem: `must name a ${kind} that exists (found "${name}"; there are: ${existing})` }
}

/** As Kafka Connect allows: the class without its package, and that without what every class of the kind ends with. */
function shortNames({ kind, aliases }: Manifest): string[] {
  const suffix = kind === 'converter' ? 'Converter' : 'Connector'
  return aliases
    .map(alias => alias.slice(alias.lastIndexOf('.') + 1))
    .flatMap(simple => (simple.endsWith(suffix) ? [simple, simple.slice(0, -suffix.length)] : [simple]))
}

const describe = ({ name, aliases }: Manifest): string =>
  aliases.length > 0 ? `${name} (${aliases.join(', ')})` : name
