import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands in for Google Secret Manager's REST API, which no test reaches. It knows the bearer tokens of TokenEndpoint. */
export class SecretManagerStandIn {
  readonly secrets = new Map<string, string>()
  /** Statuses to answer with before anything else. */
  readonly failures: number[] = []
  readonly asked: string[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer(({ url = '', headers: { authorization = '' } }, response) => {
      this.asked.push(url)
      const answer = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      const fail = (status: number, message: string) => answer(status, { error: { code: status, message } })
      const failure = this.failures.shift()
      if (failure !== undefined) return fail(failure, 'for now')
      if (!/^Bearer token-\d+$/.test(authorization)) return fail(401, 'who are you?')
      const name = /^\/v1\/(.*):access$/.exec(url)?.[1] ?? ''
      const secret = this.secrets.get(name)
      if (secret === undefined) return fail(404, `Secret [${name}] not found or has no versions.`)
      return answer(200, { name, payload: { data: Buffer.from(secret).toString('base64') } })
    })
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
