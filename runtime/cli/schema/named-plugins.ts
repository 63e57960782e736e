import { dirname, resolve } from 'node:path'
import type { ConfigSpec } from '../../api/config-spec.ts'
import type { PluginKind } from '../../api/plugin.ts'
import type { FoundPlugin, NoPlugin } from '../../config/plugin-lookup.ts'
import { Plugins } from '../../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'

/** The plugins that a file names. What cannot be found is remembered, to be told once all have been asked for. */
export class NamedPlugins {
  readonly problems = new Set<string>()
  readonly #plugins = new Plugins(scanBuiltIns())
  readonly #folder: string

  /** `path`: folders with further plugins. */
  constructor(file: string, path: readonly string[]) {
    this.#folder = dirname(resolve(file))
    for (const problem of this.#plugins.search(path.map(folder => resolve(folder)))) this.problems.add(problem)
  }

  async find(kind: PluginKind, name: string): Promise<FoundPlugin | NoPlugin> {
    const found = await this.#plugins.find(kind, name, this.#folder)
    if ('problem' in found) this.problems.add(found.problem)
    return found
  }

  /** Empty where there is no such plugin. */
  async specOf(kind: PluginKind, name: string): Promise<ConfigSpec> {
    const found = await this.find(kind, name)
    return 'plugin' in found ? found.plugin.config : {}
  }

  /** What may be named without a path. */
  names(kind: PluginKind): readonly string[] {
    return this.#plugins.manifests.filter(manifest => manifest.kind === kind).map(({ name }) => name)
  }
}
