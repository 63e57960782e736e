import { dirname, resolve } from 'node:path'
import type { ConfigProviders } from './config-providers.ts'
import { declareProviders, type ProviderSetting } from './declare-providers.ts'
import { type KeysWithoutEffect, reasonFor, workerKeysWithoutEffect } from './kafka-connect-keys.ts'
import { type EntriesByOwner, prefixesOf, splitByOwner, workerRoutes } from './key-prefixes.ts'
import { readConfig } from './read-config.ts'
import type { Report } from './report.ts'
import { type RecordPart, resolveConverter, type Tools } from './resolve-plugin.ts'
import { type ResolvedRest, resolveRest } from './resolve-rest.ts'
import type { Entry, ResolvedPlugin, ResolvedWorker } from './resolved-config.ts'
import { substituteAll } from './substitute.ts'
import { namesIn } from './transform-spec.ts'
import { validate } from './validate.ts'
import { workerSpec } from './worker-spec.ts'

/** The worker's settings, and what its connectors take from it. */
export interface WorkerParts {
  readonly file: string
  /** Of a file that could not be read nothing is known, so nothing is missing from it. */
  readonly readable: boolean
  readonly keys: EntriesByOwner
  readonly providers: ConfigProviders
  readonly converters: Readonly<Record<RecordPart, ResolvedPlugin | undefined>>
  /** Undefined when there were errors. */
  readonly settings: ResolvedWorker | undefined
  readonly rest: ResolvedRest | undefined
}

export async function resolveWorker(file: string, setting: ProviderSetting, tools: Tools): Promise<WorkerParts> {
  const { report } = tools
  const written = await readConfig(file, report)
  const providers = declareProviders(written ?? [], setting, report)
  const entries = written && (await substituteAll(written, providers, report))
  const keys = splitByOwner(entries ?? [], workerRoutes)
  for (const prefix of prefixesOf(workerRoutes)) tools.keys.know({ file, writtenAs: prefix })
  warnOfNoEffect(keys.warned, workerKeysWithoutEffect, report)
  searchForPlugins(keys, tools)
  const named = { ...keys, own: withHeaderConverter(keys.own, file) }
  return {
    file,
    readable: entries !== undefined,
    keys,
    providers,
    settings: entries && readSettings(file, keys.own, tools),
    rest: resolveRest({ file, entries: keys.rest, bare: keys.security }, tools),
    converters: {
      key: await resolveConverter('key', named, tools),
      value: await resolveConverter('value', named, tools),
      header: await resolveConverter('header', named, tools),
    },
  }
}

/** Before any of them is named. */
function searchForPlugins({ own }: EntriesByOwner, { plugins, report }: Tools): void {
  const entry = own.find(({ key }) => key === 'plugin.path')
  if (!entry) return
  const folders = namesIn(entry.text).map(folder => resolve(dirname(entry.file), folder))
  for (const problem of plugins.search(folders)) report.warn(entry, `${entry.writtenAs}: ${problem}`)
}

function withHeaderConverter(own: readonly Entry[], file: string): readonly Entry[] {
  const key = 'header.converter'
  if (own.some(entry => entry.key === key)) return own
  return [...own, { key, writtenAs: key, text: workerSpec[key].default ?? '', file }]
}

function readSettings(file: string, entries: readonly Entry[], tools: Tools): ResolvedWorker | undefined {
  const home = (key: string) => ({ file, writtenAs: key })
  const settings = validate(
    { config: workerSpec },
    { subject: 'the worker', entries, home, noEffect: workerKeysWithoutEffect.warned },
    tools,
  )
  const offsetFile = settings?.['offset.storage.file.filename']
  return (
    settings && {
      offsetFlushIntervalMs: settings['offset.flush.interval.ms'],
      shutdownTimeoutMs: settings['task.shutdown.graceful.timeout.ms'],
      bufferMemory: settings['buffer.memory'],
      threads: settings['worker.threads'],
      taskRestartMax: settings['task.restart.max'],
      watchdogMs: settings['task.watchdog.ms'],
      stageTimeoutMs: settings['task.stage.timeout.ms'],
      ...(offsetFile && { offsetFile }),
    }
  )
}

export function warnOfNoEffect(entries: readonly Entry[], known: KeysWithoutEffect, report: Report): void {
  for (const entry of entries)
    report.warn(entry, `${entry.writtenAs} has no effect here: ${reasonFor(entry.key, known)}`)
}

/** The worker's brokers, for a client whose own entries name none. Where the worker names none either, that is reported as its fault. */
export function workerBrokers(
  { file, readable, keys }: WorkerParts,
  client: readonly Entry[],
  tools: Tools,
): readonly Entry[] {
  const key = 'bootstrap.servers'
  if (client.some(entry => entry.key === key)) return []
  const named = keys.own.find(entry => entry.key === key)
  if (named) return [named]
  const home = { file, writtenAs: key }
  if (readable) tools.keys.missing({ home, doc: workerSpec[key].doc })
  return [{ key, ...home, text: '', faulty: true }]
}
