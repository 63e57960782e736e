import { type AccessToken, GrpcError } from '@psconnect/client-pubsub'
import { ConnectError, type SinkContext } from 'psconnect/plugin'
import type { TokenAnswer, TokenRequest } from './token-service.ts'

/** The service is asked for another token when this one has so long to live. */
const RENEW_BEFORE_MS = 5 * 60_000

/** A task's access to the token of the main thread, which is kept here so that not every request asks for it. */
export class AccessTokens {
  readonly #context: SinkContext
  #token: AccessToken | undefined
  #refused: string | undefined

  constructor(context: SinkContext) {
    this.#context = context
  }

  /** The `authorization` header. Rejects with a GrpcError when there is none for now, with a ConnectError when there will be none. */
  async current(signal: AbortSignal): Promise<string> {
    if (!this.#token || this.#token.expiresAt - Date.now() < RENEW_BEFORE_MS) {
      const request: TokenRequest = { kind: 'token', refused: this.#refused }
      const answer = (await this.#context.callService(request, signal)) as TokenAnswer
      if (!('token' in answer)) throw noToken(answer)
      this.#token = answer.token
    }
    return this.#token.authorization
  }

  /** Pub/Sub did not accept this header. False: it had been fetched because of such a refusal, another will not help. */
  refused(authorization: string): boolean {
    // Another request has met the same refusal before this one.
    if (this.#token?.authorization !== authorization) return true
    if (this.#refused !== undefined) return false
    this.#refused = authorization
    this.#token = undefined
    return true
  }

  /** Pub/Sub accepts the present token. */
  accepted(): void {
    this.#refused = undefined
  }
}

function noToken({ failure, refused }: { readonly failure: string; readonly refused: boolean }): Error {
  if (!refused) return new GrpcError('UNAVAILABLE', `no access token: ${failure}`, false)
  const remedy = 'check gcp.credentials.file.path, gcp.credentials.json or the application default credentials'
  return new ConnectError('SINK_FAILED', `Google refuses the credentials: ${failure}; ${remedy}`)
}
