import type { ServerResponse } from 'node:http'
import type { HeaderRule } from '../config/header-rules.ts'
import type { Answer } from './exchange.ts'

/** Sends an answer; of one to HEAD, only the headers. */
export function respond(response: ServerResponse, answer: Answer, isHead: boolean): void {
  const { type, content } = bodyOf(answer)
  if (type !== undefined) {
    response.setHeader('Content-Type', type)
    response.setHeader('Content-Length', Buffer.byteLength(content))
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  response.writeHead(answer.status)
  response.end(isHead ? undefined : content)
}

function bodyOf({ json, text }: Answer): { readonly type?: string; readonly content: string } {
  if (json !== undefined) return { type: 'application/json', content: JSON.stringify(json) }
  return text ?? { content: '' }
}

/** Headers that every answer has, before those of its own. */
export function setCommonHeaders(response: ServerResponse, rules: readonly HeaderRule[]): void {
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Cache-Control', 'no-store')
  for (const { action, name, value } of rules) {
    const text = action.endsWith('Date') ? new Date(Date.now() + Number(value)).toUTCString() : value
    if (action.startsWith('set')) response.setHeader(name, text)
    else response.appendHeader(name, text)
  }
}
