import { readFileSync } from 'node:fs'
import { ConnectError } from '../api/errors.ts'
import type { PluginKind } from '../api/plugin.ts'

/** What a package.json says about a plugin, in its field `psconnect`. */
export interface Manifest {
  readonly kind: PluginKind
  /** What config files call it. */
  readonly name: string
  /** The version of the plugin API it is written for. */
  readonly api: number
  /** The Java classes it stands in for. */
  readonly aliases: readonly string[]
  readonly packageName: string
  /** The package's. */
  readonly version: string
  /** Path of its package.json. */
  readonly file: string
}

const kinds: readonly unknown[] = ['source', 'converter', 'transform', 'predicate', 'sink'] satisfies PluginKind[]

/**
 * Reads what a package.json says of its plugins: of one, or of several in a list; nothing where the package is none.
 * Throws PLUGIN_INCOMPATIBLE when its field is not as it must be.
 */
export function readManifests(file: string): readonly Manifest[] {
  const { name: packageName, version, psconnect = [] } = JSON.parse(readFileSync(file, 'utf8'))
  return [psconnect].flat().map(entry => readEntry(entry, { packageName, version, file }))
}

function readEntry(
  entry: Record<string, unknown>,
  place: Pick<Manifest, 'packageName' | 'version' | 'file'>,
): Manifest {
  const { kind, name, api, aliases = [] } = entry
  const problems = [
    !kinds.includes(kind) && `kind must be one of ${kinds.join(', ')}`,
    !isText(name) && 'name must be text',
    !Number.isInteger(api) && 'api must be the version of the plugin API, a whole number',
    !(Array.isArray(aliases) && aliases.every(isText)) && 'aliases must be a list of Java class names',
  ].filter(problem => problem !== false)
  if (problems.length > 0)
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${place.file}: in the field psconnect, ${problems.join('; ')}`)
  return { kind, name, api, aliases, ...place } as Manifest
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
