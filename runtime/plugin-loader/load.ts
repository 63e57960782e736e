import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConnectError } from '../api/errors.ts'
import type { Plugin } from '../api/plugin.ts'
import type { FoundPlugin } from '../config/plugin-lookup.ts'
import { apiProblems, apiVersion, shapeProblems } from './check-shape.ts'
import { importModule } from './import-module.ts'
import { pluginsOf } from './import-plugin.ts'
import { isPackage, type Manifest } from './manifest.ts'
import { moduleOfPackage } from './module-of-package.ts'

/** Imports a plugin. Rejects with PLUGIN_INCOMPATIBLE when it cannot be imported or is not what its manifest says. */
export async function load(manifest: Manifest): Promise<FoundPlugin> {
  const { api, file, kind, name } = manifest
  const packaged = isPackage(manifest)
  refuse(file, apiProblems(api))
  const module = packaged ? moduleOfPackage(manifest) : pathToFileURL(file).href
  const plugins = await exportedBy(module)
  const plugin = plugins.find(each => each.kind === kind && each.name === name)
  if (!plugin) {
    const says = packaged ? 'as its package.json says' : 'to be found by the name of its file'
    throw incompatible(module, [
      `its default export is the ${plugins.map(describe).join(' and the ')}, but must be the ${kind} ${name} ${says}`,
    ])
  }
  refuse(fileURLToPath(module), shapeProblems(plugin))
  return { plugin: plugin as Plugin, module }
}

/** What is known of the plugins of a module that has no package.json: it has to be imported. Rejects with PLUGIN_INCOMPATIBLE. */
export async function manifestsOfModule(file: string): Promise<readonly Manifest[]> {
  const plugins = await exportedBy(pathToFileURL(file).href)
  return plugins.map(plugin => {
    refuse(file, shapeProblems(plugin))
    const { kind, name, api = apiVersion } = plugin as Plugin
    return { kind, name, api, aliases: [], file }
  })
}

async function exportedBy(module: string): Promise<readonly Partial<Plugin>[]> {
  const plugins = pluginsOf(await importModule(module))
  if (plugins.length > 0) return plugins
  throw incompatible(module, [
    'it exports no plugin: write export default defineConverter({ … }), or another define function',
  ])
}

const describe = ({ kind, name }: Partial<Plugin>): string =>
  `${kind ?? 'something without a kind'} ${name ?? 'without a name'}`

function refuse(file: string, problems: readonly string[]): void {
  if (problems.length > 0) throw incompatible(file, problems)
}

const incompatible = (place: string, problems: readonly string[]): ConnectError =>
  new ConnectError(
    'PLUGIN_INCOMPATIBLE',
    `${place.startsWith('file:') ? fileURLToPath(place) : place}: ${problems.join('; ')}`,
  )
