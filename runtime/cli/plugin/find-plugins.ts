import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { namesIn } from '../../config/transform-spec.ts'
import type { Manifest } from '../../plugin-loader/manifest.ts'
import { manifestsAt } from '../../plugin-loader/places.ts'
import { Plugins } from '../../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { CommandFailed } from '../command.ts'

/** What goes by this name, whatever its kind, or lies at this path. Rejects where there is nothing. */
export async function findPlugins(name: string, path: string): Promise<readonly Manifest[]> {
  const plugins = new Plugins(scanBuiltIns())
  plugins.search(namesIn(path).map(folder => resolve(folder)))
  const { manifests, problems } = await plugins.list()
  const named = manifests.filter(manifest => [manifest.name, ...manifest.aliases].includes(name))
  if (named.length > 0) return named
  if (existsSync(name)) return manifestsAt(resolve(name))
  const why = `there is no plugin and no file ${name}; psconnect plugin list shows what there is`
  throw new CommandFailed([...problems, why].join('\n'))
}
