import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { ConnectError } from '../api/errors.ts'
import type { PluginKind } from '../api/plugin.ts'
import { reasonOf } from '../telemetry/log-record.ts'

/** What is known of a plugin without running its code: what a package.json says of it, in its field `psconnect`. */
export interface Manifest {
  readonly kind: PluginKind
  /** What config files call it. */
  readonly name: string
  /** The version of the plugin API it is written for. */
  readonly api: number
  /** The Java classes it stands in for. */
  readonly aliases: readonly string[]
  readonly packageName?: string
  /** The package's. */
  readonly version?: string
  /** Path of its package.json, or of its module where it has none. */
  readonly file: string
}

/** Whether it comes from a package.json. */
export const isPackage = ({ file }: { readonly file: string }): boolean => basename(file) === 'package.json'

const kinds: readonly unknown[] = ['source', 'converter', 'transform', 'predicate', 'sink'] satisfies PluginKind[]

export const isKind = (value: unknown): value is PluginKind => kinds.includes(value)

/**
 * Reads what a package.json says of its plugins: of one, or of several in a list; nothing where the package is none.
 * Throws PLUGIN_INCOMPATIBLE when it cannot be read or its field is not as it must be.
 */
export function readManifests(file: string): readonly Manifest[] {
  const { name: packageName, version, psconnect = [] } = readJson(file)
  const place = { ...(isText(packageName) && { packageName }), ...(isText(version) && { version }), file }
  return [psconnect].flat().map(entry => readEntry(entry, place))
}

/** Throws PLUGIN_INCOMPATIBLE. */
export function readJson(file: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof read === 'object' && read !== null) return read as Record<string, unknown>
    throw new Error('it holds no object')
  } catch (error) {
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${file} cannot be read: ${reasonOf(error)}`)
  }
}

type Place = Pick<Manifest, 'packageName' | 'version' | 'file'>

function readEntry(entry: unknown, place: Place): Manifest {
  const { kind, name, api, aliases = [] } = Object(entry) as Record<string, unknown>
  const problems = [
    !isKind(kind) && `kind must be one of ${kinds.join(', ')}`,
    !isText(name) && 'name must be text',
    !Number.isInteger(api) && 'api must be the version of the plugin API, a whole number',
    !(Array.isArray(aliases) && aliases.every(isText)) && 'aliases must be a list of Java class names',
  ].filter(problem => problem !== false)
  if (problems.length > 0)
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${place.file}: in the field psconnect, ${problems.join('; ')}`)
  return { kind, name, api, aliases, ...place } as Manifest
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
