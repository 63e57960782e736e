import { ConnectError } from '../api/errors.ts'
import type { ConnectorConfig } from '../config/connector-configs.ts'
import { Connector, type ConnectorHost } from './connector.ts'

/** The connectors that there are, and those that are on their way out. */
export class ConnectorSet {
  readonly #host: ConnectorHost
  readonly #present = new Map<string, Connector>()
  /** Removed, but their tasks have not ended yet. */
  readonly #leaving = new Set<Connector>()
  #stopping = false

  constructor(host: ConnectorHost) {
    this.#host = host
  }

  /** In the order in which they came. */
  get present(): ReadonlyMap<string, Connector> {
    return this.#present
  }

  /** Throws CONNECTOR_UNKNOWN. */
  find(name: string, complaint = `Connector ${name} not found`): Connector {
    const connector = this.#present.get(name)
    if (!connector) throw new ConnectError('CONNECTOR_UNKNOWN', complaint)
    return connector
  }

  /** `reached`: that its source can be reached is known already. Throws CONNECTOR_STATE once all are being stopped. */
  add(config: ConnectorConfig, { reached }: { readonly reached: boolean }): void {
    if (this.#stopping) throw new ConnectError('CONNECTOR_STATE', 'The worker is stopping')
    const connector = new Connector(config, this.#host)
    this.#present.set(config.resolved.name, connector)
    connector.start({ reached })
  }

  /** Resolves when its tasks have ended. */
  async remove(name: string): Promise<void> {
    const connector = this.find(name)
    this.#present.delete(name)
    this.#leaving.add(connector)
    connector.do('stop')
    await connector.ended
    this.#leaving.delete(connector)
  }

  /** Resolves when no task runs any more of a connector of that name that was removed. */
  async gone(name: string): Promise<void> {
    const leaving = [...this.#leaving].filter(({ config }) => config.resolved.name === name)
    await Promise.all(leaving.map(({ ended }) => ended))
  }

  /** Ends all for good. Resolves with whether all tasks have ended in time. */
  async close(): Promise<boolean> {
    this.#stopping = true
    const inTime = await Promise.all([...this.#present.values(), ...this.#leaving].map(connector => connector.close()))
    return !inTime.includes(false)
  }
}
