import { dirname } from 'node:path'
import type { ConfigSpec } from '../api/config-spec.ts'
import type { PluginKind } from '../api/plugin.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import type { Home } from './key-check.ts'
import type { EntriesByOwner } from './key-prefixes.ts'
import type { FoundPlugin, PluginLookup } from './plugin-lookup.ts'
import type { Entry, ResolvedPlugin } from './resolved-config.ts'
import { type Findings, type Part, validate } from './validate.ts'

/** A plugin as the files ask for it: what it is called and which entries are its. */
export interface Wanted extends Omit<Part, 'subject'> {
  readonly kind: PluginKind
  readonly name: string
  /** Where it is named, or could be. */
  readonly namedAt: Home
  /** Given to the plugin if its spec knows them and the entries say nothing else. */
  readonly offered?: readonly Entry[]
}

export interface Tools extends Findings {
  readonly plugins: PluginLookup
}

/** Finds the plugin and checks its part of the configuration; undefined when that failed, which is reported. */
export async function resolvePlugin(wanted: Wanted, tools: Tools): Promise<ResolvedPlugin | undefined> {
  const { kind, name, namedAt, entries, offered = [] } = wanted
  const found = await tools.plugins.find(kind, name, dirname(namedAt.file))
  if ('problem' in found) {
    for (const entry of entries) tools.keys.unclaimed(entry)
    tools.report.error(namedAt, `${namedAt.writtenAs} ${found.problem}`)
    return undefined
  }
  const { plugin, module } = found
  const given = new Set(entries.map(({ key }) => key))
  const welcome = offered.filter(({ key }) => Object.hasOwn(plugin.config, key) && !given.has(key))
  const part = {
    ...(plugin.kind === 'converter' && plugin.noEffect && { noEffect: plugin.noEffect }),
    ...wanted,
    subject: `the ${kind} ${plugin.name}`,
    entries: [...welcome, ...entries],
  }
  const config = validateSafely(plugin, part, { ...tools, namedAt })
  const promises = plugin.kind !== 'source' && plugin.keepsNothing === true && { keepsNothing: true as const }
  return config && { kind, name: plugin.name, module, config, ...promises }
}

/** What the plugin's own checks throw is its fault, and is said where it is named. */
function validateSafely(
  plugin: FoundPlugin['plugin'],
  part: Part,
  { namedAt, ...findings }: Findings & Pick<Wanted, 'namedAt'>,
): Record<string, unknown> | undefined {
  try {
    return validate<ConfigSpec>(plugin, part, findings)
  } catch (error) {
    const why = findings.report.redact(reasonOf(error))
    findings.report.error(
      namedAt,
      `${namedAt.writtenAs} names ${part.subject}, whose check of its keys has failed: ${why}`,
    )
    return undefined
  }
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
