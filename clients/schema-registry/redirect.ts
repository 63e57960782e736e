import type { HttpAnswer, HttpRequest } from './http-request.ts'
import { registryFailed } from './registry-errors.ts'

/** The request that a redirect asks for. A login goes to the host it was given for, and to no other. */
export function redirected(request: HttpRequest, { status, location }: HttpAnswer): HttpRequest {
  const from = request.url
  const to = location === undefined ? null : URL.parse(location, from.href)
  const place = `${from.origin}${from.pathname}`
  if (!to || !/^https?:$/.test(to.protocol))
    throw registryFailed(`${place} answers ${status} without a URL that could be asked instead`)
  if (request.body !== undefined && status !== 307 && status !== 308)
    throw registryFailed(
      `${place} redirects what should be registered (${status}): give the URL that it names, ${to.origin}`,
    )
  if (request.headers['authorization'] !== undefined && !mayBeTold(from, to))
    throw registryFailed(
      `${place} redirects to ${to.origin}, where the login is not sent: if it is for that host, give its URL in schema.registry.url`,
    )
  return { ...request, url: to }
}

/** The same server, or the same host once the way there is encrypted. */
const mayBeTold = (from: URL, to: URL): boolean =>
  from.origin === to.origin || (from.hostname === to.hostname && from.protocol === 'http:' && to.protocol === 'https:')
