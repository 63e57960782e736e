import { ConnectError } from '../api/errors.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { InitialState } from './initial-state.ts'
import { KeyCheck } from './key-check.ts'
import { type PluginLookup, withoutPaths } from './plugin-lookup.ts'
import { readConfig } from './read-config.ts'
import { describeFinding, type Finding, Report } from './report.ts'
import { type ConnectorParts, resolveConnector, type WrittenConnector } from './resolve-connector.ts'
import type { Tools } from './resolve-plugin.ts'
import type { WorkerParts } from './resolve-worker.ts'
import type { ResolvedConnector } from './resolved-config.ts'

/** A connector that may run: checked, and as it was given. */
export interface ConnectorConfig {
  readonly resolved: ResolvedConnector
  /** Its keys and texts before config providers have filled in anything. */
  readonly given: Readonly<Record<string, string>>
  readonly initialState: InitialState
}

/** What was found out about a configuration that came while the worker runs. */
export interface CheckedConnector {
  readonly config: ConnectorConfig
  /** Texts of it that must appear in no output. */
  readonly secrets: readonly string[]
  readonly notices: readonly Finding[]
}

export interface ConfigProblems {
  readonly errors: readonly Finding[]
  readonly secrets: readonly string[]
}

export interface ConnectorRules {
  readonly worker: WorkerParts
  readonly plugins: PluginLookup
  /** What is probably a slip is an error instead of a warning. */
  readonly strict: boolean
}

type Asked = Pick<Tools, 'report' | 'plugins'>

/** Checks configurations of connectors that come while the worker runs, as those are checked that it starts with. */
export class ConnectorConfigs {
  readonly #rules: ConnectorRules

  constructor(rules: ConnectorRules) {
    this.#rules = rules
  }

  /** Rejects with CONFIG_INVALID; its message has a line for each problem, with file, line and key. */
  async read(file: string): Promise<CheckedConnector> {
    const asked = { report: new Report([file]), plugins: this.#rules.plugins }
    return this.#check({ file, entries: await readConfig(file, asked.report) }, asked)
  }

  /** The same for one that stands in no file; `from` is what problems call the place where it comes from. */
  check(given: Readonly<Record<string, string>>, from: string): Promise<CheckedConnector> {
    return this.#check(written(given, from), this.#overNetwork(from))
  }

  /** What is wrong with one that is not to be run now, and which of its texts must appear in no output. */
  async problems(given: Readonly<Record<string, string>>, from: string): Promise<ConfigProblems> {
    const asked = this.#overNetwork(from)
    await this.#resolve(written(given, from), asked)
    const { report } = asked
    return { errors: report.errors, secrets: report.secrets }
  }

  #overNetwork(from: string): Asked {
    return { report: new Report([from]), plugins: withoutPaths(this.#rules.plugins) }
  }

  async #check(written: WrittenConnector, asked: Asked): Promise<CheckedConnector> {
    const config = connectorConfig(await this.#resolve(written, asked))
    const { report } = asked
    if (report.errors.length > 0 || !config) throw invalid(report.errors)
    // What is to be said about the worker's file was said when it started.
    return { config, secrets: report.secrets, notices: report.notices.filter(({ file }) => file === written.file) }
  }

  async #resolve(written: WrittenConnector, asked: Asked): Promise<ConnectorParts> {
    const { worker, strict } = this.#rules
    const tools = { ...asked, keys: new KeyCheck() }
    const parts = await resolveConnector(written, worker, tools)
    tools.keys.settle(asked.report, strict)
    return parts
  }
}

const written = (given: Readonly<Record<string, string>>, file: string): WrittenConnector => ({
  file,
  entries: Object.entries(given).map(([key, text]) => ({ key, writtenAs: key, text, file })),
})

/** Undefined when there were errors. */
export function connectorConfig({ resolved, given, initialState }: ConnectorParts): ConnectorConfig | undefined {
  return resolved && deepFreeze({ resolved, given, initialState })
}

/** CONFIG_INVALID; its message lists every error, a line each. */
export function invalid(errors: readonly Finding[]): ConnectError {
  const list = errors.map(finding => `\n  ${describeFinding(finding)}`).join('')
  const count = `${errors.length} error${errors.length === 1 ? '' : 's'}`
  return new ConnectError('CONFIG_INVALID', `the configuration has ${count}:${list}`)
}
