import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { SinkService } from '../api/sink.ts'
import { orAborted } from '../commit/waiting.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'

/** The main thread's side of calls to the service of a connector's sink, which is made when it is first asked for. */
export class SharedService {
  readonly #connector: ResolvedConnector
  readonly #log: Logger
  readonly #life = new AbortController()
  #service: Promise<SinkService> | undefined

  constructor(connector: ResolvedConnector, log: Logger) {
    this.#connector = connector
    this.#log = log
  }

  async call(request: unknown, signal: AbortSignal): Promise<unknown> {
    this.#life.signal.throwIfAborted()
    if (!this.#service) {
      this.#service = this.#create()
      // The next call tries anew.
      this.#service.catch(() => (this.#service = undefined))
    }
    return (await this.#service).call(request, signal)
  }

  /** Waits for a service that takes its time only until `signal` aborts. Never rejects. */
  async close(signal: AbortSignal): Promise<void> {
    this.#life.abort(new Error('the connector has ended'))
    const closing = (async () => (await this.#service)?.close())()
    try {
      await orAborted(closing, signal)
    } catch (err) {
      this.#log.warn({ err }, "the sink's service could not be closed")
    }
  }

  async #create(): Promise<SinkService> {
    const { name, sink } = this.#connector
    const plugin = await importPlugin(sink, 'sink')
    if (!plugin.service) throw new ConnectError('SINK_FAILED', `the sink of connector ${name} has no service to call`)
    return plugin.service(sink.config, { log: this.#log, signal: this.#life.signal })
  }
}
