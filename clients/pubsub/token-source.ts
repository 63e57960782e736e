import { type AccessToken, type Credentials, fetchToken, TokenError } from './fetch-token.ts'

/** A token endpoint that has not answered by then is said to be out of reach. */
const FETCH_TIMEOUT_MS = 5_000
/** A token is renewed when it has less than this to live. */
const RENEW_BEFORE_MS = 5 * 60_000

/** Access tokens for one set of credentials: kept while they live, renewed in time, fetched once however many ask. */
export class TokenSource {
  readonly #credentials: Credentials
  readonly #closing = new AbortController()
  #token: AccessToken | undefined
  #fetching: Promise<AccessToken> | undefined

  constructor(credentials: Credentials) {
    this.#credentials = credentials
  }

  /** Rejects with a TokenError within seconds. `refused` is the header that Pub/Sub did not accept: never given again. */
  async get(refused?: string): Promise<AccessToken> {
    if (this.#closing.signal.aborted) throw new TokenError('closed', false)
    if (refused !== undefined && this.#token?.authorization === refused) this.#token = undefined
    const left = (this.#token?.expiresAt ?? 0) - Date.now()
    if (!this.#token || left <= 0) return await this.#fetch()
    // While the old one lives, nobody waits for the new one, nor fails for want of it.
    if (left < RENEW_BEFORE_MS) this.#fetch().catch(() => {})
    return this.#token
  }

  close(): void {
    this.#closing.abort()
  }

  #fetch(): Promise<AccessToken> {
    this.#fetching ??= this.#attempt().finally(() => {
      this.#fetching = undefined
    })
    return this.#fetching
  }

  async #attempt(): Promise<AccessToken> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const giveUp = new AbortController()
    const stop = (message: string) => {
      reject(new TokenError(message, false))
      giveUp.abort()
    }
    const timer = setTimeout(stop, FETCH_TIMEOUT_MS, `no answer within ${FETCH_TIMEOUT_MS / 1000} s`)
    const close = () => stop('closed')
    this.#closing.signal.addEventListener('abort', close)
    try {
      this.#token = await Promise.race([fetchToken(this.#credentials, giveUp.signal), late])
      return this.#token
    } finally {
      clearTimeout(timer)
      this.#closing.signal.removeEventListener('abort', close)
    }
  }
}
