import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

type Behaviour = 'silence' | { readonly status: number; readonly body: object }

/** Stands in for a token endpoint, such as Google's, which no test reaches; credentials name it as their `token_uri`. */
export class TokenEndpoint {
  requests = 0
  /** A function is asked anew at each request. */
  behaviour: Behaviour | (() => Behaviour) | undefined
  lifetimeSeconds = 3_600
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      this.requests++
      request.resume()
      const behaviour = typeof this.behaviour === 'function' ? this.behaviour() : this.behaviour
      if (behaviour === 'silence') return
      const body = behaviour?.body ?? { access_token: `token-${this.requests}`, expires_in: this.lifetimeSeconds }
      response.writeHead(behaviour?.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/token`
  }

  /** A service account's key, as JSON. */
  credentials(privateKey = newKey()): string {
    return JSON.stringify({
      type: 'service_account',
      client_email: 'someone@p.iam.gserviceaccount.com',
      private_key: privateKey,
      token_uri: this.url,
    })
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

const newKey = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey
