import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { CheckedConnector, ConnectorConfig, ConnectorConfigs } from '../config/connector-configs.ts'
import { describeFinding } from '../config/report.ts'
import type { Secrets } from '../telemetry/redact.ts'
import type { ConnectorSet } from './connector-set.ts'
import type { GivenConfig, InitialState } from './views.ts'

export interface ConfigChangesParts {
  readonly connectors: ConnectorSet
  readonly configs: ConnectorConfigs
  readonly secrets: Secrets
  readonly log: Logger
}

/** Configurations that come while the worker runs. One is dealt with after another. What is not valid changes nothing. */
export class ConfigChanges {
  readonly #parts: ConfigChangesParts
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: ConfigChangesParts) {
    this.#parts = parts
  }

  create(name: string, given: GivenConfig, initialState: InitialState): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#parts.connectors.present.has(name))
        throw new ConnectError('CONNECTOR_EXISTS', `Connector ${name} already exists`)
      await this.#create(name, given, initialState)
    })
  }

  configure(name: string, given: GivenConfig): Promise<'created' | 'replaced'> {
    return this.#inTurn(async () => {
      const present = this.#parts.connectors.present.get(name)
      if (present) present.configure(await this.#check(name, this.#keepHidden(given, present.config.given)))
      else await this.#create(name, given, 'RUNNING')
      return present ? 'replaced' : 'created'
    })
  }

  patch(name: string, changes: Readonly<Record<string, string | null>>): Promise<void> {
    return this.#inTurn(async () => {
      const connector = this.#parts.connectors.find(name)
      const { given } = connector.config
      const merged = Object.entries({ ...given, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      )
      connector.configure(await this.#check(name, this.#keepHidden(Object.fromEntries(merged), given)))
    })
  }

  /** Takes the present one anew, with what config providers say now. */
  renew(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const connector = this.#parts.connectors.find(name)
      connector.configure(await this.#check(name, connector.config.given))
    })
  }

  /** Takes the one that its file has now. */
  reread(name: string, file: string): Promise<void> {
    return this.#inTurn(async () => {
      const connector = this.#parts.connectors.find(name)
      const checked = await this.#parts.configs.read(file)
      const found = checked.config.resolved.name
      if (found !== name)
        throw new ConnectError(
          'CONFIG_INVALID',
          `${file}: name must stay ${name} while the worker runs (found ${found})`,
        )
      connector.configure(this.#accept(checked))
    })
  }

  async #create(name: string, given: GivenConfig, initialState: InitialState): Promise<void> {
    const config = await this.#check(name, given)
    await this.#parts.connectors.gone(name)
    this.#parts.connectors.add({ ...config, initialState }, { reached: false })
  }

  /** Rejects with CONFIG_INVALID. */
  async #check(name: string, given: GivenConfig): Promise<ConnectorConfig> {
    if (given['name'] !== undefined && given['name'] !== name)
      throw new ConnectError(
        'CONFIG_INVALID',
        `Connector name configuration (${given['name']}) doesn't match connector name in the URL (${name})`,
      )
    const checked = await this.#parts.configs.check({ ...given, name }, `connector ${name}`)
    if (checked.config.resolved.name !== name)
      throw new ConnectError(
        'CONFIG_INVALID',
        `A name must not begin or end with blanks (found ${JSON.stringify(name)})`,
      )
    return this.#accept(checked)
  }

  #accept({ config, secrets, notices }: CheckedConnector): ConnectorConfig {
    this.#parts.secrets.add(secrets)
    for (const notice of notices)
      this.#parts.log[notice.level === 'info' ? 'info' : 'warn']({}, describeFinding(notice))
    return config
  }

  /** A value that is what is shown of the present one, such as `[hidden]`, stands for it. */
  #keepHidden(given: GivenConfig, present: GivenConfig): GivenConfig {
    const keep = ([key, text]: [string, string]) => {
      const now = present[key]
      return [key, now !== undefined && text === this.#parts.secrets.hide(now) ? now : text]
    }
    return Object.fromEntries(Object.entries(given).map(keep))
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(change)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
