import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PluginKind } from '../api/plugin.ts'
import { type FoundPlugin, isPath, type NoPlugin, type PluginLookup, type PluginOf } from '../config/plugin-lookup.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import { apiVersion } from './check-shape.ts'
import { importPlugin } from './import-plugin.ts'
import { load, manifestsOfModule } from './load.ts'
import type { Manifest } from './manifest.ts'
import { installedPackage, manifestsAt, onlyOf } from './places.ts'
import { resolveName } from './resolve-name.ts'
import { type Contents, type LooseModule, searchFolders } from './search-folders.ts'

export interface PluginList {
  readonly manifests: readonly Manifest[]
  /** A sentence each. */
  readonly problems: readonly string[]
}

/** All plugins that a configuration may name: those with a manifest, those of `plugin.path`, and by their places any others. */
export class Plugins implements PluginLookup {
  readonly #builtIn: readonly Manifest[]
  #found: Contents = { manifests: [], loose: [], problems: [] }

  constructor(builtIn: readonly Manifest[]) {
    this.#builtIn = builtIn
  }

  search(folders: readonly string[]): readonly string[] {
    const found = searchFolders(folders)
    const own = new Set(this.#builtIn.map(({ file }) => realpathSync(file)))
    this.#found = { ...found, manifests: found.manifests.filter(({ file }) => !own.has(file)) }
    return found.problems
  }

  /** Those of which something is known without running their code. */
  get manifests(): readonly Manifest[] {
    return [...this.#builtIn, ...this.#found.manifests]
  }

  /** All that can be named, and why others in `plugin.path` cannot. Modules without a manifest are imported to know what they are. */
  async list(): Promise<PluginList> {
    const imports = await Promise.allSettled(this.#found.loose.map(manifestsOfLoose))
    const loose = imports.flatMap(one => (one.status === 'fulfilled' ? one.value : []))
    const failures = imports.flatMap(one => (one.status === 'rejected' ? [reasonOf(one.reason)] : []))
    return { manifests: [...this.manifests, ...loose], problems: [...this.#found.problems, ...failures] }
  }

  async find(kind: PluginKind, name: string, folder: string): Promise<FoundPlugin | NoPlugin> {
    try {
      const manifest = isPath(name) ? await atPath(kind, resolve(folder, name)) : this.#named(kind, name, folder)
      return 'problem' in manifest ? manifest : await load(manifest)
    } catch (error) {
      return { problem: `names the ${kind} ${name}, which cannot be loaded: ${reasonOf(error)}` }
    }
  }

  definition<K extends PluginKind>(kind: K, found: { name: string; module: string }): Promise<PluginOf<K>> {
    return importPlugin(found, kind)
  }

  #named(kind: PluginKind, name: string, folder: string): Manifest | NoPlugin {
    // Whether a module without a manifest is of this kind is not known yet: if it is of another, that is what is said of it.
    const loose = this.#found.loose.map(module => ({ ...module, kind, api: apiVersion, aliases: [] }))
    const known = resolveName([...this.manifests, ...loose], kind, name)
    if (!('problem' in known)) return known
    const installed = installedPackage(name, folder)
    return installed.length === 0 ? known : onlyOf(kind, name, installed)
  }
}

/** Rejects with PLUGIN_INCOMPATIBLE where one of its plugins has another name. */
async function manifestsOfLoose({ file, name }: LooseModule): Promise<readonly Manifest[]> {
  const manifests = await manifestsOfModule(file)
  for (const manifest of manifests) await load({ ...manifest, name })
  return manifests
}

const atPath = async (kind: PluginKind, path: string): Promise<Manifest | NoPlugin> =>
  onlyOf(kind, path, await manifestsAt(path))
