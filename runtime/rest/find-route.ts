import { Refusal, type Route } from './exchange.ts'

export interface FoundRoute {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** The route for a method and a path. Refuses with 404 or 405. */
export function findRoute(routes: readonly Route[], method: string, path: string): FoundRoute {
  const parts = decode(path)
  const matches = routes.flatMap(route => {
    const params = match(route.path, parts)
    return params ? [{ route, params }] : []
  })
  if (matches.length === 0) throw new Refusal(404, 'HTTP 404 Not Found')
  const wanted = method === 'HEAD' ? 'GET' : method
  const found = matches.find(({ route }) => route.method === wanted)
  if (found) return found
  const allow = [...new Set(matches.map(({ route }) => route.method))].join(', ')
  throw new Refusal(405, 'HTTP 405 Method Not Allowed', { Allow: allow })
}

/** Parts that are `:name` match any text; no two routes of a method match the same path. */
function match(pattern: string, parts: readonly string[]): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  if (wanted.length !== parts.length) return undefined
  const params: Record<string, string> = Object.create(null)
  for (const [index, part] of parts.entries()) {
    const name = wanted[index] ?? ''
    if (name.startsWith(':') && part !== '') params[name.slice(1)] = part
    else if (name !== part) return undefined
  }
  return params
}

/** A slash at the end means nothing. */
function decode(path: string): readonly string[] {
  try {
    return path
      .replace(/(?<=.)\/$/, '')
      .split('/')
      .map(decodeURIComponent)
  } catch {
    throw new Refusal(400, 'the path is not valid: after each % there must be two hexadecimal digits, and UTF-8 in all')
  }
}
