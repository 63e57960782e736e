import type { ConfigOf, ConfigSpec, Field, NoEffect, Problem } from '../api/config-spec.ts'
import { checkValue } from './check-value.ts'
import { deepFreeze } from './deep-freeze.ts'
import { reasonFor } from './kafka-connect-keys.ts'
import type { Home, KeyCheck } from './key-check.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'
import { secretTexts, urlSecrets } from './secrets.ts'

/** What says how a part is checked: a plugin's definition, or the specs of the worker's and a connector's own keys. */
export interface Checkable<S extends ConfigSpec> {
  readonly config: S
  readonly validate?: (config: ConfigOf<S>) => readonly Problem[]
}

/** The entries that belong to one part of the configuration, their keys as its spec knows them. */
export interface Part {
  /** How messages call it: "the sink pubsub". */
  readonly subject: string
  readonly entries: readonly Entry[]
  /** Where a key that is not there would be written, and how. */
  readonly home: (key: string) => Home
  /** Where else it may be written. */
  readonly otherHomes?: (key: string) => readonly Home[]
  /** Keys that Kafka Connect knows here and that do nothing. */
  readonly noEffect?: readonly NoEffect[]
}

export interface Findings {
  readonly report: Report
  readonly keys: KeyCheck
}

/**
 * What of a key must never be shown: a password, logins in URLs, and text that comes from a provider of secrets; of a list, each item
 * that does.
 */
function secretsOf(field: Field<unknown> | undefined, entries: readonly Entry[]): string[] {
  if (field?.secret) return entries.flatMap(secretTexts)
  const secret = entries.filter(entry => entry.secret)
  if (field?.type === 'string') return secret.flatMap(secretTexts)
  if (field?.type !== 'list') return []
  return secret.flatMap(({ filledIn = [] }) => filledIn.flatMap(text => text.split(',').map(item => item.trim())))
}

type Given = ReadonlyMap<string, readonly Entry[]>

/** Text becomes the frozen, typed configuration, defaults filled in; undefined when there were errors, all of them reported. */
export function validate<S extends ConfigSpec>(
  { config: spec, validate: checkAcross }: Checkable<S>,
  part: Part,
  findings: Findings,
): ConfigOf<S> | undefined {
  const { report } = findings
  const errorsBefore = report.errorCount
  const given = assign(spec, part, findings)
  for (const [key, entries] of given)
    report.hide([...secretsOf(spec[key], entries), ...entries.flatMap(({ text }) => urlSecrets(text))])
  const missing = noteMissing(spec, given, { part, findings })
  const values = readValues(spec, given, report)
  if (missing || report.errorCount > errorsBefore || part.entries.some(({ faulty }) => faulty)) return undefined

  const config = deepFreeze(values) as ConfigOf<S>
  for (const problem of checkAcross?.(config) ?? []) reportProblem(problem, given, { part, findings })
  return report.errorCount > errorsBefore ? undefined : config
}

/** By key of the spec, the entries that set it: one, or several for a prefix. */
function assign(spec: ConfigSpec, part: Part, findings: Findings): Given {
  const given = new Map<string, readonly Entry[]>()
  const names = new Map(
    Object.entries(spec).flatMap(([key, { aliases }]) => [key, ...aliases].map(name => [name, key])),
  )
  const prefixes = Object.keys(spec).filter(key => spec[key]?.prefix)
  for (const entry of part.entries) {
    const prefix = prefixes.find(start => entry.key.startsWith(start))
    const key = names.get(entry.key) ?? prefix
    if (key === undefined) noteUnknown(entry, [...names.keys()], { part, findings })
    else if (key === prefix)
      given.set(key, [...(given.get(key) ?? []), { ...entry, key: entry.key.slice(prefix.length) }])
    else given.set(key, [preferred([...(given.get(key) ?? []), entry], key, findings.report)])
  }
  return given
}

/** Where a key is given by two of its names, the main one counts, then the last. */
function preferred(entries: readonly [...Entry[], Entry], key: string, report: Report): Entry {
  const last = entries.at(-1) ?? entries[0]
  const chosen = entries.find(entry => entry.key === key) ?? last
  for (const other of entries) {
    if (other !== chosen) report.warn(other, `${other.writtenAs} means the same as ${chosen.writtenAs}, which counts`)
  }
  return chosen
}

interface Context {
  readonly part: Part
  readonly findings: Findings
}

function noteUnknown(entry: Entry, names: readonly string[], { part, findings }: Context): void {
  const { noEffect: warned = [] } = part
  const reason = reasonFor(entry.key, { warned })
  if (reason !== undefined) return findings.report.warn(entry, `${entry.writtenAs} has no effect here: ${reason}`)
  const prefix = entry.writtenAs.slice(0, -entry.key.length)
  const without = warned.flatMap(({ keys }) => keys).filter(key => !key.endsWith('.'))
  findings.keys.unknown({ entry, subject: part.subject, names: [...names, ...without].map(name => prefix + name) })
}

/** Says whether a required key is missing. */
function noteMissing(spec: ConfigSpec, given: Given, { part, findings }: Context): boolean {
  const fields = Object.entries(spec)
  for (const [key, { aliases }] of fields)
    for (const name of [key, ...aliases])
      for (const home of [part.home(name), ...(part.otherHomes?.(name) ?? [])]) findings.keys.know(home)
  const missing = fields.filter(([key, { required }]) => required && !given.has(key))
  for (const [key, { doc }] of missing) findings.keys.missing({ home: part.home(key), doc })
  return missing.length > 0
}

function readValues(spec: ConfigSpec, given: Given, report: Report): Record<string, unknown> {
  const values = Object.entries(spec).map(([key, field]) => {
    const entries = given.get(key)
    return [key, entries ? checkValue(field, entries, report) : structuredClone(field.default)] as const
  })
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

/** A plugin names the key as its spec does; the user sees it as it stands in the file. */
function reportProblem({ key, message }: Problem, given: Given, { part, findings: { report } }: Context): void {
  const place = given.get(key)?.[0] ?? part.home(key)
  report.error(place, `${place.writtenAs} ${report.redact(message)}`)
}
