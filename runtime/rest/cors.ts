import type { IncomingHttpHeaders } from 'node:http'
import type { ResolvedRest } from '../config/resolve-rest.ts'
import { isAllowed } from './guard.ts'

/** What tells a browser that a page of another origin may read the answer, or, asked beforehand, may send such a request. */
export function corsHeaders(headers: IncomingHttpHeaders, config: ResolvedRest): Readonly<Record<string, string>> {
  const { origin } = headers
  if (config.allowedOrigins.length === 0) return {}
  // A cache must not give one origin's answer to another.
  if (origin === undefined || !isAllowed(origin, config)) return { Vary: 'Origin' }
  const asked = headers['access-control-request-method'] !== undefined
  const methods = config.allowedMethods.length > 0 ? config.allowedMethods : ['GET', 'POST', 'HEAD']
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    ...(asked && {
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': '1800',
    }),
  }
}
