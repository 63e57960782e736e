import type { PluginKind } from '../../api/plugin.ts'
import type { Key } from './keys.ts'
import type { NamedPlugins } from './named-plugins.ts'

/** Which keys name a plugin, and of which kind. */
const naming: readonly (readonly [RegExp, PluginKind])[] = [
  [/^connector\.class$/, 'sink'],
  [/^source\.class$/, 'source'],
  [/^(?:key|value|header)\.converter$/, 'converter'],
  [/^transforms\..*\.type$/, 'transform'],
  [/^predicates\..*\.type$/, 'predicate'],
]

/** Lets an editor offer, where a plugin is to be named, those that there are. A path and a Java class do as well. */
export const withNames = (keys: readonly Key[], plugins: NamedPlugins): readonly Key[] =>
  keys.map(key => {
    const kind = naming.find(([names]) => names.test(key.name))?.[1]
    return kind === undefined ? key : { ...key, schema: { ...key.schema, examples: plugins.names(kind) } }
  })
