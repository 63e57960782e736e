import { type AccessToken, credentialsOf, TokenError, TokenSource } from '@psconnect/client-pubsub'
import type { SinkService } from 'psconnect/plugin'
import type { PubSubSinkConfig } from './config.ts'

/** What a task asks. `refused` is the header that Pub/Sub did not accept. */
export interface TokenRequest {
  readonly kind: 'token'
  readonly refused?: string | undefined
}

/** Plain data, because it crosses threads; an error class would not survive that. */
export type TokenAnswer = { readonly token: AccessToken } | { readonly failure: string; readonly refused: boolean }

/** On the main thread, once for all tasks: Google's credentials library is big, and one token serves all. */
export function createService(config: PubSubSinkConfig): SinkService {
  const source = new TokenSource(credentialsOf(config))
  return {
    call: request => answer(source, request as TokenRequest),
    close: async () => source.close(),
  }
}

async function answer(source: TokenSource, { refused }: TokenRequest): Promise<TokenAnswer> {
  try {
    return { token: await source.get(refused) }
  } catch (error) {
    if (error instanceof TokenError) return { failure: error.message, refused: error.refused }
    throw error
  }
}
