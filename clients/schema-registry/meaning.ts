import type { HttpAnswer } from './http-request.ts'
import { RegistryError, registryFailed, UnavailableError, unknownCodes } from './registry-errors.ts'

/** The JSON of a good answer; throws what any other means (see ask.ts). */
export function meaningOf(answer: HttpAnswer, url: URL): unknown {
  if (answer.status >= 200 && answer.status <= 299) return jsonIn(answer.body, placeOf(url))
  throw refusal(answer, url)
}

function refusal(answer: HttpAnswer, url: URL): Error {
  const { status, body } = answer
  const { code, reason } = complaintIn(body)
  const said = reason === '' ? `${status}` : `${status}, ${reason}`
  if (status === 401 || status === 403) return registryFailed(`${url.origin} refuses the login: ${said}`)
  if (status >= 500 || passing.includes(status)) return new UnavailableError(said, waitAskedFor(answer))
  if (isNo(status, code)) return new RegistryError(code || status, reason)
  const doubt = status === 404 ? `, and not as a registry does: ${wrongUrl}` : ''
  return registryFailed(`${placeOf(url)} answers ${said}${doubt}`)
}

const placeOf = (url: URL): string => `${url.origin}${url.pathname}`

/** A timeout, and too many requests. */
const passing = [408, 429]
const wrongUrl = 'schema.registry.url is probably wrong'

/** In conflict with an earlier schema, not valid, or not found: that also says a page that is not there, but with another code. */
const isNo = (status: number, code: number): boolean =>
  status === 409 || status === 422 || (status === 404 && unknownCodes.includes(code))

function complaintIn(body: string): { code: number; reason: string } {
  try {
    const { error_code: code, message } = JSON.parse(body) as { error_code?: unknown; message?: unknown }
    return {
      code: typeof code === 'number' ? code : 0,
      reason: typeof message === 'string' ? message.slice(0, 300) : '',
    }
  } catch {
    return { code: 0, reason: '' }
  }
}

function jsonIn(body: string, place: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    const start = body.slice(0, 60).trim()
    throw registryFailed(
      `${place} answers with something else than JSON (${JSON.stringify(start)}…): ${wrongUrl}`,
      error,
    )
  }
}

/** Nobody is asked to wait for longer, whatever the registry says. */
const longestWaitMs = 60_000

/** Of the header Retry-After: seconds, or a date. */
function waitAskedFor({ retryAfter = '' }: HttpAnswer): number {
  const waitMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  return Number.isNaN(waitMs) ? 0 : Math.min(Math.max(waitMs, 0), longestWaitMs)
}
