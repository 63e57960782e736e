import { existsSync, statSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConnectError } from '../api/errors.ts'
import type { PluginKind } from '../api/plugin.ts'
import type { NoPlugin } from '../config/plugin-lookup.ts'
import { manifestsOfModule } from './load.ts'
import { isPackage, type Manifest, readManifests } from './manifest.ts'
import { isModule } from './search-folders.ts'

/** The plugins of a module, which is imported, or of a folder with a package.json. Rejects with PLUGIN_INCOMPATIBLE. */
export async function manifestsAt(path: string): Promise<readonly Manifest[]> {
  const there = statSync(path, { throwIfNoEntry: false })
  if (!there) throw incompatible(`there is no ${path}`)
  if (there.isDirectory()) return ofFolder(path)
  if (isModule(path)) return manifestsOfModule(path)
  throw incompatible(`${path} must be a .ts, .mts, .js or .mjs file, or a folder with a package.json`)
}

function ofFolder(folder: string): readonly Manifest[] {
  const file = join(folder, 'package.json')
  if (!existsSync(file))
    throw incompatible(`the folder ${folder} has no package.json: name the file of the plugin in it`)
  const manifests = readManifests(file)
  if (manifests.length > 0) return manifests
  throw incompatible(
    `${file} has no field psconnect that says which plugin is there: add it, or name the plugin's file`,
  )
}

/**
 * The plugins of a package that is installed where a file in `folder` may import it from, or beside psconnect. None if there is no such
 * package or it says nothing of plugins.
 */
export function installedPackage(name: string, folder: string): readonly Manifest[] {
  for (const from of [pathToFileURL(join(folder, 'config')).href, import.meta.url]) {
    const file = packageFrom(name, from)
    if (file !== undefined) return readManifests(file)
  }
  return []
}

function packageFrom(name: string, from: string): string | undefined {
  if (!/^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name)) return undefined
  try {
    return findPackageJSON(name, from)
  } catch {
    return undefined
  }
}

/** The one plugin of this kind that there is at a place, or why there is not one, as a sentence that goes on after a key. */
export function onlyOf(kind: PluginKind, place: string, manifests: readonly Manifest[]): Manifest | NoPlugin {
  const [match, ...others] = manifests.filter(manifest => manifest.kind === kind)
  if (match && others.length === 0) return match
  if (!match) return { problem: `must name a ${kind}, but ${place} holds: ${listed(manifests)}` }
  const advice = isPackage(match)
    ? 'put its folder into plugin.path and name one of them'
    : 'give each a file of its own'
  return { problem: `must name one ${kind}, but ${place} holds several (${listed([match, ...others])}): ${advice}` }
}

const listed = (manifests: readonly Manifest[]): string =>
  manifests.map(({ kind, name }) => `${kind} ${name}`).join(', ')

const incompatible = (message: string): ConnectError => new ConnectError('PLUGIN_INCOMPATIBLE', message)
