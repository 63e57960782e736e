import { readFileSync } from 'node:fs'
import { ConnectError } from '../api/errors.ts'
import type { PluginKind } from '../api/plugin.ts'

/** What a plugin's package.json says about it, in its field `psconnect`. */
export interface Manifest {
  readonly kind: PluginKind
  /** What config files call it. */
  readonly name: string
  /** The version of the plugin API it is written for. */
  readonly api: number
  /** The Java classes it stands in for. */
  readonly aliases: readonly string[]
  readonly packageName: string
  /** Path of its package.json. */
  readonly file: string
}

/** Reads a package.json; undefined when the package is no plugin. Throws PLUGIN_INCOMPATIBLE when its field is not as it must be. */
export function readManifest(file: string): Manifest | undefined {
  const { name: packageName, psconnect } = JSON.parse(readFileSync(file, 'utf8'))
  if (psconnect === undefined) return undefined
  const { kind, name, api, aliases = [] } = psconnect
  const problems = [
    !['source', 'converter', 'sink'].includes(kind) && 'kind must be source, converter or sink',
    !isText(name) && 'name must be text',
    !Number.isInteger(api) && 'api must be the version of the plugin API, a whole number',
    !(Array.isArray(aliases) && aliases.every(isText)) && 'aliases must be a list of Java class names',
  ].filter(problem => problem !== false)
  if (problems.length > 0)
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${file}: in the field psconnect, ${problems.join('; ')}`)
  return { kind, name, api, aliases, packageName, file }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
