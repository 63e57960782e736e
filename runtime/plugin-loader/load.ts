import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { ConnectError } from '../api/errors.ts'
import type { Plugin } from '../api/plugin.ts'
import type { FoundPlugin, PluginLookup } from '../config/plugin-lookup.ts'
import { pluginsOf } from './import-plugin.ts'
import type { Manifest } from './manifest.ts'
import { resolveName } from './resolve-name.ts'

/** The version of the plugin API that this host speaks. */
const API_VERSION = 1

/** Finds plugins among these by name. Only a plugin that is asked for is imported. */
export const createPluginLookup =
  (manifests: readonly Manifest[]): PluginLookup =>
  async (kind, name) => {
    const manifest = resolveName(manifests, kind, name)
    if ('problem' in manifest) return manifest
    try {
      return await load(manifest)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return { problem: `names the ${kind} ${manifest.name}, which cannot be loaded: ${why}` }
    }
  }

/** Imports a plugin. Throws PLUGIN_INCOMPATIBLE when it is not what its manifest says, and whatever its own code throws. */
export async function load(manifest: Manifest): Promise<FoundPlugin> {
  const { api, file, packageName } = manifest
  if (api !== API_VERSION)
    throw new ConnectError(
      'PLUGIN_INCOMPATIBLE',
      `${file}: made for version ${api} of the plugin API; this host has ${API_VERSION}`,
    )
  // A package may import itself by its name, so its own `exports` say where its module is.
  const module = pathToFileURL(createRequire(file).resolve(packageName)).href
  const plugins = pluginsOf(await import(module))
  const plugin = plugins.find(({ kind, name }) => kind === manifest.kind && name === manifest.name) ?? plugins[0]
  const problems = shapeProblems(plugin, manifest)
  if (problems.length > 0)
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${module}: of its default export, ${problems.join('; ')}`)
  return { plugin: plugin as Plugin, module }
}

const shapeProblems = (plugin: Partial<Plugin> | undefined, { kind, name }: Manifest): string[] =>
  [
    plugin?.kind !== kind && `kind must be "${kind}", as its package.json says`,
    plugin?.name !== name && `name must be "${name}", as its package.json says`,
    (typeof plugin?.config !== 'object' || plugin.config === null) && 'config must be an object of fields',
    typeof plugin?.create !== 'function' && 'create must be a function',
  ].filter(problem => problem !== false)
