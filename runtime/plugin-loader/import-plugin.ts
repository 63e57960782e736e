import type { Plugin } from '../api/plugin.ts'
import type { PluginOf } from '../config/plugin-lookup.ts'
import type { ResolvedPlugin } from '../config/resolved-config.ts'
import { importModule } from './import-module.ts'

/** The plugin of that kind and name in its module, in whatever thread this runs. It was there when the configuration was read. */
export async function importPlugin<K extends Plugin['kind']>(
  { module, name }: Pick<ResolvedPlugin, 'module' | 'name'>,
  kind: K,
): Promise<PluginOf<K>> {
  const plugin = pluginsOf(await importModule(module)).find(each => each.kind === kind && each.name === name)
  if (!plugin) throw new Error(`${module} has no ${kind} ${name} any more`)
  return plugin as PluginOf<K>
}

/** A module's plugins, none of them checked. */
export const pluginsOf = ({ default: exported }: { readonly default?: unknown }): readonly Partial<Plugin>[] =>
  [exported].flat().filter(each => typeof each === 'object' && each !== null)
