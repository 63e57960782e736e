/** What is asked for a token, by OAuth's client credentials. */
export interface TokenRequest {
  readonly endpoint: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | undefined
  readonly timeoutMs: number
}

interface Token {
  readonly value: string
  /** On the clock of `performance.now()`. */
  readonly renewAt: number
  readonly expiresAt: number
}

/** As Java's clients do: a token is renewed after this part of its life. */
const renewAfter = 0.8

const sources = new Map<string, TokenSource>()

/**
 * The token of this login, one for all connections of a thread, renewed before it expires. Rejects with a LoginRefusedError where
 * asking again cannot help, else with an error that says why there is none now.
 */
export const bearerToken = (request: TokenRequest): Promise<string> => sourceOf(request).token()

/** For a token that the brokers did not take: the next login asks for a new one. */
export const forgetToken = (request: TokenRequest): void => sourceOf(request).forget()

function sourceOf(request: TokenRequest): TokenSource {
  const id = JSON.stringify(request)
  const source = sources.get(id) ?? new TokenSource(request)
  sources.set(id, source)
  return source
}

class TokenSource {
  readonly #request: TokenRequest
  #token: Token | undefined
  #renewal: Promise<Token> | undefined

  constructor(request: TokenRequest) {
    this.#request = request
  }

  async token(): Promise<string> {
    const token = this.#token
    if (token && performance.now() < token.renewAt) return token.value
    try {
      return (await this.#renew()).value
    } catch (error) {
      if (error instanceof LoginRefusedError || !token || performance.now() >= token.expiresAt) throw error
      return token.value
    }
  }

  forget(): void {
    this.#token = undefined
  }

  /** Connections that log in at the same time wait for the same answer. */
  async #renew(): Promise<Token> {
    this.#renewal ??= fetchToken(this.#request).finally(() => {
      this.#renewal = undefined
    })
    this.#token = await this.#renewal
    return this.#token
  }
}

/** A login that is not let in, and will not be when it is tried again. */
export class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError'
}

async function fetchToken(request: TokenRequest): Promise<Token> {
  const { endpoint, scope } = request
  const askedAt = performance.now()
  const { status, body } = await post(request)
  if (status !== 200) {
    const reason = `${status}${reasonIn(body)}`
    if (status >= 500 || status === 408 || status === 429)
      throw new Error(`the token endpoint ${endpoint} has no token now: ${reason}`)
    const asked = scope === undefined ? '' : `, or their scope ${scope}`
    throw new LoginRefusedError(`the token endpoint ${endpoint} refused the client credentials${asked}: ${reason}`)
  }
  const value = body['access_token']
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
    throw new Error(`the token endpoint ${endpoint} answers without an access_token`)
  const lifeMs = lifeSeconds(body, value) * 1000
  return { value, renewAt: askedAt + lifeMs * renewAfter, expiresAt: askedAt + lifeMs }
}

type Body = Readonly<Record<string, unknown>>

async function post(request: TokenRequest): Promise<{ status: number; body: Body }> {
  const { endpoint, clientId, clientSecret, scope, timeoutMs } = request
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        accept: 'application/json',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
      // The secret goes where the file says, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, body: objectIn(await response.text()) }
  } catch (error) {
    const { message, cause } = error as Error
    const why = cause instanceof Error && cause.message !== '' ? cause.message : message
    throw new Error(`the token endpoint ${endpoint} does not answer: ${why}`, { cause: error })
  }
}

function objectIn(text: string): Body {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Body) : {}
  } catch {
    return {}
  }
}

const reasonIn = (body: Body): string =>
  [body['error'], body['error_description']]
    .filter(part => typeof part === 'string')
    .map(part => `, ${part.slice(0, 200)}`)
    .join('')

/** As the answer says, else as the token itself does; one that says nothing is used once. */
function lifeSeconds(body: Body, token: string): number {
  const said = Number(body['expires_in'])
  if (said > 0) return said
  const { exp } = objectIn(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return typeof exp === 'number' ? Math.max(0, exp - Date.now() / 1000) : 0
}
