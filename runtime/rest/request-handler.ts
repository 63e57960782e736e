import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from '../api/context.ts'
import type { ResolvedRest } from '../config/resolve-rest.ts'
import type { Authenticate } from './basic-auth.ts'
import { corsHeaders } from './cors.ts'
import { errorAnswer } from './error-answer.ts'
import { type Answer, Refusal, type RestServices, type Route } from './exchange.ts'
import { findRoute } from './find-route.ts'
import { guard } from './guard.ts'
import { limits } from './limits.ts'
import { passOver, readBody } from './read-body.ts'
import { respond, setCommonHeaders } from './respond.ts'

/** What all requests to one listener have in common. */
export interface Surroundings {
  readonly config: ResolvedRest
  readonly log: Logger
  readonly routes: readonly Route[]
  /** Undefined: everybody may in. */
  readonly authenticate: Authenticate | undefined
  readonly scheme: 'http' | 'https'
  /** Only this machine reaches the listener. */
  readonly local: boolean
  /** host:port by which others are to reach it; undefined: by whatever name they have used. */
  readonly advertised: () => string | undefined
  /** Undefined while the worker is not there yet. */
  readonly services: () => RestServices | undefined
}

export const requestHandler =
  (surroundings: Surroundings): RequestListener =>
  (request, response) =>
    void handle(request, response, surroundings)

async function handle(request: IncomingMessage, response: ServerResponse, surroundings: Surroundings): Promise<void> {
  const { config, log } = surroundings
  const { method = '', url = '', socket } = request
  // A client that goes away in the middle is no fault of ours.
  response.on('error', () => undefined)
  setCommonHeaders(response, config.headers)
  const answer = await decide(request, response, surroundings).catch((error: unknown) => {
    const failure = errorAnswer(error)
    if (failure.status === 500) log.error({ err: error }, `${method} ${url} has failed`)
    return surroundings.services()?.secrets.hide(failure) ?? failure
  })
  const level = isReading(method) ? 'debug' : 'info'
  log[level]({ from: socket.remoteAddress }, `${method} ${url}: ${answer.status}`)
  if (!request.readableEnded) await passOver(request)
  respond(response, answer, method === 'HEAD')
}

const isReading = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method)

async function decide(request: IncomingMessage, response: ServerResponse, surroundings: Surroundings): Promise<Answer> {
  const { config, routes, authenticate, scheme, local } = surroundings
  const { method = '', headers, url = '' } = request
  guard({ method, host: headers.host, origin: headers.origin, local }, config)
  for (const [name, value] of Object.entries(corsHeaders(headers, config))) response.setHeader(name, value)
  // A browser asks beforehand without the password.
  if (method === 'OPTIONS') return { status: 204 }
  authenticate?.(headers.authorization)
  const [path = ''] = url.split('?', 1)
  const query = new URLSearchParams(url.slice(path.length))
  const { route, params } = findRoute(routes, method, path)
  const services = surroundings.services()
  if (!services) return starting
  const body = await readBody(request)
  return inTime(
    route.handle({ params, query, body, base: `${scheme}://${surroundings.advertised() ?? headers.host}` }, services),
  )
}

const starting: Answer = {
  status: 503,
  json: { error_code: 503, status: 'starting', message: 'Worker is still starting up.' },
  headers: { 'Retry-After': '1' },
}

async function inTime(answer: Answer | Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<never>()
  const refuse = () => late.reject(new Refusal(500, 'Request timed out. What was asked for goes on.'))
  const timer = setTimeout(refuse, limits.answerMs)
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
