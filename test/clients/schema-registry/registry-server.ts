import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: unknown
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown
}

/** `reset` cuts the connection, `silence` never answers. */
export type Behaviour = Answer | 'reset' | 'silence'

/** Stands in for a registry that does whatever a test asks of it. */
export class RegistryServer {
  readonly asked: Asked[] = []
  /** What the paths below have as their answers; others are not found, as a registry says it. */
  readonly answers: Record<string, unknown> = {}
  /** Asked at each request; where it gives nothing, the answer is that of the path. */
  behaviour: (asked: Asked) => Behaviour | undefined = () => undefined
  /** How long each answer takes. */
  delayMs = 0
  /** The most requests that were waiting for their answers at the same time. */
  mostUnderWay = 0
  #underWay = 0
  readonly #server: Server
  readonly #protocol: string

  constructor(tls?: https.ServerOptions) {
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response)
    this.#server = tls ? https.createServer(tls, answer) : createServer(answer)
    this.#protocol = tls ? 'https' : 'http'
  }

  async start(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `${this.#protocol}://127.0.0.1:${this.port}`
  }

  /** Lets it know a schema. */
  add(id: number, schema: unknown, more: object = {}): void {
    this.answers[`/schemas/ids/${id}`] = { schema: JSON.stringify(schema), ...more }
  }

  /** The paths that were asked for, without those that only give versions. */
  get paths(): string[] {
    return this.asked.map(({ path }) => path).filter(path => !/^\/schemas\/ids\/\d+\/versions$/.test(path))
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request)
    this.asked.push(asked)
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.#underWay)
    await new Promise(resolve => setTimeout(resolve, this.delayMs))
    this.#underWay--
    const behaviour = this.behaviour(asked) ?? this.#known(asked.path)
    if (behaviour === 'silence') return
    if (behaviour === 'reset') return void request.socket.destroy()
    const { status = 200, headers = {}, body = {} } = behaviour
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

  #known(path: string): Answer {
    const body = this.answers[path]
    if (body !== undefined) return { body }
    return { status: 404, body: { error_code: 40403, message: `Schema not found: ${path}` } }
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { method = '', url: path = '', headers } = request
  const body = await text(request)
  return { method, path, authorization: headers.authorization, body: body === '' ? undefined : JSON.parse(body) }
}
