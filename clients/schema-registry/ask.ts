import type { Endpoint } from './endpoint.ts'
import { type HttpAnswer, type HttpRequest, send, TooLargeError } from './http-request.ts'
import { meaningOf } from './meaning.ts'
import { redirected } from './redirect.ts'
import { registryFailed, UnavailableError } from './registry-errors.ts'

export interface Question {
  /** Below the registry's URL, with a slash at its beginning. */
  readonly path: string
  /** Makes it a POST. */
  readonly body?: object
}

const mediaType = 'application/vnd.schemaregistry.v1+json'
const mostRedirects = 5

/**
 * Asks one URL once, and gives the JSON of its answer. Rejects with an UnavailableError where asking again may help, with a
 * RegistryError where the registry's answer is no, else with REGISTRY_FAILED.
 */
export async function ask(endpoint: Endpoint, { path, body }: Question, signal: AbortSignal): Promise<unknown> {
  const { authorization } = endpoint
  const headers = {
    accept: `${mediaType}, application/json`,
    ...(authorization !== undefined && { authorization }),
    ...(body && { 'content-type': mediaType }),
  }
  const url = new URL(endpoint.url + path)
  let request: HttpRequest = { url, headers, ...(body && { body: JSON.stringify(body) }) }
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const answer = await exchange(endpoint, request, signal)
    if (answer.status < 300 || answer.status > 399) return meaningOf(answer, request.url)
    request = redirected(request, answer)
  }
  throw registryFailed(`${endpoint.url} redirects more than ${mostRedirects} times`)
}

async function exchange({ transport }: Endpoint, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    return await send(request, transport, signal)
  } catch (error) {
    signal.throwIfAborted()
    const { message, code } = error as NodeJS.ErrnoException
    if (error instanceof TooLargeError) throw registryFailed(`${request.url.href} answers with ${message}`)
    throw new UnavailableError(message || (code ?? 'no connection'), 0, { cause: error })
  }
}
