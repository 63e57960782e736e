import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Instead {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Stands before the real registry: wants a login, may answer in its place, and can go away and come back. */
export class RegistryProxy {
  readonly login = 'me:let me in'
  /** Paths that were asked for, whatever became of it. */
  readonly asked: string[] = []
  /** What is answered in place of the registry; asked at each request. */
  instead: (path: string) => Instead | undefined = () => undefined
  readonly #registry: string
  #server: Server | undefined
  #port = 0

  private constructor(registry: string) {
    this.#registry = registry
  }

  static async start(registry: string): Promise<RegistryProxy> {
    const proxy = new RegistryProxy(registry)
    await proxy.open()
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/registry`
  }

  /** Under the same URL as before. */
  async open(): Promise<void> {
    const server = createServer((asked, answer) => this.#pass(asked, answer))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async close(): Promise<void> {
    if (!this.#server?.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = (asked.url ?? '').replace(/^\/registry/, '')
    this.asked.push(path)
    const login = Buffer.from((asked.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString()
    const instead = login === this.login ? this.instead(path) : { status: 401 }
    if (instead) return void answer.writeHead(instead.status, instead.headers).end()
    const passed = request(this.#registry + path, { method: asked.method ?? 'GET' }, response => {
      answer.writeHead(response.statusCode ?? 500, response.headers)
      response.pipe(answer)
    })
    asked.pipe(passed)
  }
}
