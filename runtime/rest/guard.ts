import { isIP } from 'node:net'
import type { ResolvedRest } from '../config/resolve-rest.ts'
import { Refusal } from './exchange.ts'

export interface Caller {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  /** The listener is reached from this machine alone. */
  readonly local: boolean
}

/**
 * Keeps pages of other sites from using a browser that can reach this listener as their hands. A name that such a site has made to
 * point here (DNS rebinding) shows in Host, the site itself in Origin, which browsers send with all that changes something.
 */
export function guard({ method, host = '', origin, local }: Caller, config: ResolvedRest): void {
  if (local && !isOwnName(host, config.advertised.host))
    throw new Refusal(
      403,
      `the header Host must name this machine (found ${JSON.stringify(host)}); rest.advertised.host.name adds a name`,
    )
  if (origin === undefined || isReading(method) || isSameSite(origin, host) || isAllowed(origin, config)) return
  throw new Refusal(403, `pages of ${origin} may change nothing here: access.control.allow.origin does not list it`)
}

export const isAllowed = (origin: string, { allowedOrigins }: ResolvedRest): boolean =>
  allowedOrigins.includes('*') || allowedOrigins.includes(origin)

const isReading = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method)

function isOwnName(host: string, advertised: string | undefined): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || isIP(name.replaceAll(/^\[|\]$/g, '')) !== 0 || name === advertised?.toLowerCase()
}

/** The page came from this listener itself, or from what stands in front of it. */
const isSameSite = (origin: string, host: string): boolean =>
  URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
