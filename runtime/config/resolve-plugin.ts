import type { PluginKind } from '../api/plugin.ts'
import type { EntriesByOwner } from './key-prefixes.ts'
import type { PluginLookup } from './plugin-lookup.ts'
import type { Report } from './report.ts'
import type { Entry, ResolvedPlugin } from './resolved-config.ts'
import { type Home, validate } from './validate.ts'

/** A plugin as the files ask for it: what it is called and which entries are its. */
export interface Wanted {
  readonly kind: PluginKind
  readonly name: string
  /** Where it is named, or could be. */
  readonly namedAt: Home
  readonly entries: readonly Entry[]
  /** Given to the plugin if its spec knows them and the entries say nothing else. */
  readonly offered?: readonly Entry[]
  /** Where a key of the plugin's that is not there would be written. */
  readonly home: (key: string) => Home
}

export interface Tools {
  readonly plugins: PluginLookup
  readonly report: Report
}

/** Finds the plugin and checks its part of the configuration; undefined when that failed, which is reported. */
export async function resolvePlugin(wanted: Wanted, { plugins, report }: Tools): Promise<ResolvedPlugin | undefined> {
  const { kind, name, namedAt, entries, offered = [], home } = wanted
  const found = await plugins(kind, name)
  if ('problem' in found) {
    report.error(namedAt, `${namedAt.writtenAs} ${found.problem}`)
    return undefined
  }
  const { plugin, module } = found
  const given = new Set(entries.map(({ key }) => key))
  const welcome = offered.filter(({ key }) => Object.hasOwn(plugin.config, key) && !given.has(key))
  const part = { subject: `the ${kind} ${plugin.name}`, entries: [...welcome, ...entries], home }
  const config = validate(plugin, part, report)
  return config && { kind, name: plugin.name, module, config }
}

export const recordParts = ['key', 'value', 'header'] as const
export type RecordPart = (typeof recordParts)[number]

/** The converter that a file names for one part of a record, and undefined if it names none. */
export async function resolveConverter(
  part: RecordPart,
  keys: EntriesByOwner,
  tools: Tools,
): Promise<ResolvedPlugin | undefined> {
  const owner = `${part}.converter` as const
  const namedAt = keys.own.find(({ key }) => key === owner)
  if (!namedAt || namedAt.faulty) return undefined
  const home = (key: string) => ({ file: namedAt.file, writtenAs: `${owner}.${key}` })
  return resolvePlugin({ kind: 'converter', name: namedAt.text.trim(), namedAt, entries: keys[owner], home }, tools)
}
