import type { ConnectError } from '../api/errors.ts'
import { type ConnectorConfig, ConnectorConfigs, connectorConfig, invalid } from './connector-configs.ts'
import type { ProviderSetting } from './declare-providers.ts'
import { deepFreeze } from './deep-freeze.ts'
import { KeyCheck } from './key-check.ts'
import type { PluginLookup } from './plugin-lookup.ts'
import { readConfig } from './read-config.ts'
import { type Finding, Report } from './report.ts'
import { type ConnectorParts, resolveConnector } from './resolve-connector.ts'
import type { ResolvedRest } from './resolve-rest.ts'
import { resolveWorker } from './resolve-worker.ts'
import type { ResolvedConfig } from './resolved-config.ts'

export interface ConfigFiles extends ProviderSetting {
  readonly workerFile: string
  readonly connectorFiles: readonly string[]
  readonly plugins: PluginLookup
  /** What is probably a slip is an error instead of a warning. */
  readonly strict?: boolean
}

export type Resolution =
  | {
      readonly ok: true
      readonly config: ResolvedConfig
      /** The connectors of it, as they were given, in the order of the files. */
      readonly connectors: readonly ConnectorConfig[]
      /** For those that come later. */
      readonly later: ConnectorConfigs
      readonly rest: ResolvedRest
      /** Warnings and infos, in the order of the files. */
      readonly notices: readonly Finding[]
    }
  | {
      readonly ok: false
      /** CONFIG_INVALID; its message lists every error of all files, a line each. */
      readonly error: ConnectError
      /** The worker, if its file is at fault at all. */
      readonly fault: 'worker' | 'connector'
      readonly notices: readonly Finding[]
    }

/** Reads and checks everything there is to know before the first connection is made. Does not reject on account of the files. */
export async function resolveConfig(files: ConfigFiles): Promise<Resolution> {
  const { workerFile, connectorFiles, plugins, strict = false } = files
  const report = new Report([workerFile, ...connectorFiles])
  const tools = { plugins, report, keys: new KeyCheck() }
  const worker = await resolveWorker(workerFile, files, tools)
  const parts: ConnectorParts[] = []
  for (const file of connectorFiles)
    parts.push(await resolveConnector({ file, entries: await readConfig(file, report) }, worker, tools))
  checkNames(parts, report)
  warnOfSharedGroup(parts, report)
  tools.keys.settle(report, strict)

  const { errors, notices, secrets } = report
  const connectors = parts.map(connectorConfig).filter(config => config !== undefined)
  const { settings, rest } = worker
  if (errors.length === 0 && settings && rest && connectors.length === parts.length) {
    const config = deepFreeze({ worker: settings, connectors: connectors.map(({ resolved }) => resolved), secrets })
    const later = new ConnectorConfigs({ worker, plugins, strict })
    return { ok: true, config, connectors, later, rest: deepFreeze(rest), notices }
  }
  const fault = errors.some(({ file }) => file === workerFile) ? 'worker' : 'connector'
  return { ok: false, error: invalid(errors), fault, notices }
}

function checkNames(parts: readonly ConnectorParts[], report: Report): void {
  const first = new Map<string, string>()
  for (const { name } of parts) {
    if (!name || name.faulty) continue
    const text = name.text.trim()
    const other = first.get(text)
    if (other === undefined) first.set(text, name.file)
    else report.error(name, `name must be unique in the worker (found "${text}", as in ${other})`)
  }
}

function warnOfSharedGroup(parts: readonly ConnectorParts[], report: Report): void {
  const given = parts.map(({ group }) => group).filter(group => group !== undefined)
  const groups = Map.groupBy(
    given.filter(({ faulty }) => !faulty),
    ({ text }) => text.trim(),
  )
  for (const [text, [first, ...others]] of groups) {
    if (first && others.length > 0)
      report.warn(
        first,
        `${first.writtenAs}=${text} is shared by ${others.length + 1} connectors: of a topic that several of them read, each gets only some partitions, and offsets can be reset only while all are stopped`,
      )
  }
}
