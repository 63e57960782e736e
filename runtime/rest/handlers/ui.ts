import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Answer, ok, type RestRequest, type RestServices, type Route } from '../exchange.ts'
import { statusJson } from './status-json.ts'

/** The page for people, and the figures it asks for again and again. */
export const uiRoutes: readonly Route[] = [
  { method: 'GET', path: '/ui', handle: page },
  { method: 'GET', path: '/ui/data', handle: figures },
]

let served: Answer | undefined

function page(): Answer {
  served ??= makePage(readFileSync(new URL('../ui/index.html', import.meta.url), 'utf8'))
  return served
}

/** Nothing but its own style and script may act in it, and it speaks to nobody but this listener. */
function makePage(content: string): Answer {
  const own = (tag: string) => {
    const [, text = ''] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(content) ?? []
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  const rules = [
    "default-src 'none'",
    `style-src ${own('style')}`,
    `script-src ${own('script')}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    status: 200,
    text: { type: 'text/html; charset=utf-8', content },
    headers: { 'Content-Security-Policy': rules.join('; '), 'Referrer-Policy': 'no-referrer' },
  }
}

/** Totals, of which the page makes rates. */
function figures(_request: RestRequest, services: RestServices): Answer {
  const { worker, version, secrets } = services
  const connectors = worker.overview().map(({ name, state, counters }) => ({
    name,
    state,
    counters,
    status: statusJson(name, services),
  }))
  return ok(secrets.hide({ time: Date.now(), worker: { id: worker.id, version }, connectors }))
}
