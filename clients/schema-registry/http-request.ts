import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { TlsOptions } from '@psconnect/client-kafka'

export interface HttpRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** With a body it is a POST, else a GET. */
  readonly body?: string
}

export interface HttpAnswer {
  readonly status: number
  readonly location: string | undefined
  readonly retryAfter: string | undefined
  /** When it was given, by the server's clock. */
  readonly date?: string | undefined
  readonly body: string
}

/** How servers are reached, and how many requests are under way at most: the others queue. */
export interface Transport {
  readonly http: http.Agent
  readonly https: https.Agent
  /** What the way to the server may take, its name and TLS included. */
  readonly connectTimeoutMs: number
  /** What the whole answer may take from then on. */
  readonly readTimeoutMs: number
}

interface Limits {
  readonly tls: TlsOptions
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
}

const mostConnections = 8

/** Connections are not kept: there are too few requests for that. */
export function transportOf({ tls, ...timeouts }: Limits): Transport {
  const { ca, ...others } = tls
  const maxSockets = mostConnections
  return {
    http: new http.Agent({ maxSockets }),
    https: new https.Agent({ maxSockets, ...others, ...(ca && { ca: [...ca] }) }),
    ...timeouts,
  }
}

/** Far more than any schema has: what sends more is no registry. */
const largestAnswer = 16 * 1024 * 1024

/** Rejects when no whole answer comes. */
export function send(message: HttpRequest, transport: Transport, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = open(message, transport, signal)
    const limit = new Limit(sent)
    sent.on('error', reject)
    sent.on('close', () => limit.end())
    sent.on('socket', socket => {
      limit.start(transport.connectTimeoutMs, 'no connection')
      const ready = message.url.protocol === 'https:' ? 'secureConnect' : 'connect'
      socket.once(ready, () => limit.start(transport.readTimeoutMs, 'no complete answer'))
    })
    sent.on('response', response => {
      limit.covers(response)
      readAnswer(response).then(resolve, reject)
    })
    sent.end(message.body)
  })
}

/** The URL's own login, if it has one, is not sent: headers say what is. */
function open({ url, headers, body }: HttpRequest, transport: Transport, signal: AbortSignal): ClientRequest {
  const { hostname, port, pathname, search } = url
  const method = body === undefined ? 'GET' : 'POST'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const options = { host, port, path: pathname + search, method, headers, signal }
  return url.protocol === 'https:'
    ? https.request({ ...options, agent: transport.https })
    : http.request({ ...options, agent: transport.http })
}

/** Ends a request that takes too long. */
class Limit {
  #stream: ClientRequest | IncomingMessage
  #timer: NodeJS.Timeout | undefined

  constructor(request: ClientRequest) {
    this.#stream = request
  }

  /** A request whose answer has begun would only say that it was aborted. */
  covers(response: IncomingMessage): void {
    this.#stream = response
  }

  start(milliseconds: number, complaint: string): void {
    clearTimeout(this.#timer)
    const end = () => this.#stream.destroy(new Error(`${complaint} within ${milliseconds} ms`))
    this.#timer = setTimeout(end, milliseconds)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > largestAnswer) throw new TooLargeError()
    chunks.push(chunk)
  }
  const { statusCode: status = 0, headers } = response
  const { location, date, 'retry-after': retryAfter } = headers
  return { status, location, retryAfter, date, body: Buffer.concat(chunks).toString('utf8') }
}

export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'

  constructor() {
    super(`more than ${largestAnswer} bytes`)
  }
}
