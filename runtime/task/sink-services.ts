import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { SinkService } from '../api/sink.ts'
import { orAborted } from '../commit/waiting.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'

/** The main thread's side of calls to services: one service for each connector, made when it is first asked for. */
export class SinkServices {
  readonly #connectors: ReadonlyMap<string, ResolvedConnector>
  readonly #log: Logger
  readonly #services = new Map<string, Promise<SinkService>>()
  readonly #life = new AbortController()

  constructor(connectors: readonly ResolvedConnector[], log: Logger) {
    this.#connectors = new Map(connectors.map(connector => [connector.name, connector]))
    this.#log = log
  }

  async call(connector: string, request: unknown, signal: AbortSignal): Promise<unknown> {
    let service = this.#services.get(connector)
    if (!service) {
      service = this.#create(connector)
      this.#services.set(connector, service)
      // The next call tries anew.
      service.catch(() => this.#services.delete(connector))
    }
    return (await service).call(request, signal)
  }

  /** Waits for services that take their time only until `signal` aborts. */
  async close(signal: AbortSignal): Promise<void> {
    this.#life.abort(new Error('the worker is stopping'))
    const closing = Array.from(this.#services.values(), async made => (await made).close())
    await orAborted(Promise.allSettled(closing), signal)
  }

  async #create(name: string): Promise<SinkService> {
    const sink = this.#connectors.get(name)?.sink
    const plugin = sink && (await importPlugin(sink, 'sink'))
    if (!sink || !plugin?.service)
      throw new ConnectError('SINK_FAILED', `the sink of connector ${name} has no service to call`)
    return plugin.service(sink.config, { log: this.#log, signal: this.#life.signal })
  }
}
