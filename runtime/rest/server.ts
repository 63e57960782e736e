import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { ListenerAddress } from '../config/listener-address.ts'
import type { ListenerTls, ResolvedRest } from '../config/resolve-rest.ts'
import { type Authenticate, basicAuth } from './basic-auth.ts'
import type { RestServices, Route } from './exchange.ts'
import { type Listening, listen } from './listen.ts'
import { serverTls } from './listener-tls.ts'
import { requestHandler } from './request-handler.ts'
import { adminRoutes, mainRoutes, metricsRoutes } from './routes.ts'

/** The REST interface. It listens from the start on, and is told later what to act upon. */
export class RestServer {
  readonly #config: ResolvedRest
  readonly #log: Logger
  readonly #authenticate: Authenticate | undefined
  readonly #listening: Listening[] = []
  #services: RestServices | undefined

  private constructor(config: ResolvedRest, log: Logger) {
    this.#config = config
    this.#log = log
    this.#authenticate = config.passwordFile === undefined ? undefined : basicAuth(config.passwordFile)
  }

  /** Opens the listeners, if there are to be any. Rejects with CONFIG_INVALID when one that was asked for cannot be had. */
  static async open(config: ResolvedRest, log: Logger): Promise<RestServer> {
    const server = new RestServer(config, log)
    const { tls, adminListeners, adminTls, metricsListeners } = config
    try {
      await server.#listenMain()
      await server.#listen(adminListeners ?? [], adminTls, adminRoutes)
      await server.#listen(metricsListeners ?? [], tls, metricsRoutes)
    } catch (error) {
      await server.close()
      throw error
    }
    return server
  }

  /** The worker has started: from now on requests are answered. */
  attach(services: RestServices): void {
    this.#services = services
  }

  /** host:port by which others reach it: what is advertised, or else the first listener's. Undefined where it does not listen. */
  get address(): string | undefined {
    const { host, port, scheme } = this.#config.advertised
    const fitting = this.#listening.find(listening => listening.scheme === scheme) ?? this.#listening[0]
    return fitting && `${host ?? fitting.host}:${port ?? fitting.port}`
  }

  /** Takes no more requests, and lets answers that are under way a little time. */
  async close(): Promise<void> {
    await Promise.all(this.#listening.splice(0).map(({ close }) => close()))
  }

  async #listenMain(): Promise<void> {
    const { listeners, tls, byDefault, adminListeners, metricsListeners } = this.#config
    const admin = adminListeners === undefined ? adminRoutes : []
    const metrics = metricsListeners === undefined ? metricsRoutes : []
    try {
      await this.#listen(listeners, tls, [...mainRoutes, ...admin, ...metrics])
    } catch (error) {
      if (!byDefault || !ConnectError.is(error)) throw error
      const { message } = error
      this.#log.warn({}, `there is no REST interface: ${message}; the worker's key listeners says where it is to be`)
    }
  }

  async #listen(addresses: readonly ListenerAddress[], settings: ListenerTls, routes: readonly Route[]): Promise<void> {
    for (const address of addresses) {
      const { scheme } = address
      const tls = scheme === 'https' ? await serverTls(settings) : undefined
      const listening = await listen(address, tls)
      const services = () => this.#services
      const advertised = () => (this.#config.advertised.host === undefined ? undefined : this.address)
      const common = { config: this.#config, log: this.#log, authenticate: this.#authenticate, services, advertised }
      listening.serve(requestHandler({ ...common, routes, scheme, local: listening.local }))
      this.#listening.push(listening)
      this.#log.info({}, `REST interface at ${scheme}://${listening.host}:${listening.port}`)
    }
  }
}
