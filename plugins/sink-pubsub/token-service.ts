import { type AccessToken, TokenError, TokenSource } from '@psconnect/client-pubsub'
import type { PluginContext, SinkService } from 'psconnect/plugin'
import { type PubSubSinkConfig, SHUTDOWN_TIMEOUT_MS } from './config.ts'
import { endpointOf } from './endpoint.ts'

/** What a task asks. `refused` is the header that Pub/Sub did not accept. */
export interface TokenRequest {
  readonly kind: 'token'
  readonly refused?: string | undefined
}

/** Plain data, because it crosses threads; an error class would not survive that. */
export type TokenAnswer = { readonly token: AccessToken } | { readonly failure: string; readonly refused: boolean }

/** On the main thread, once for all tasks: Google's credentials library is big, and one token serves all. */
export function createService(config: PubSubSinkConfig, { log }: PluginContext): SinkService {
  const endpoint = endpointOf(config)
  if (endpoint.plaintext)
    log.info({ endpoint: endpoint.address }, 'publishing to an emulator, in plain text and without credentials')
  if (config.maxShutdownTimeoutMs !== SHUTDOWN_TIMEOUT_MS)
    log.warn(
      {},
      "maxShutdownTimeoutMs has no effect: a stop waits as long as the worker's task.shutdown.graceful.timeout.ms",
    )
  const source = new TokenSource({
    // Google's files may set either to nothing.
    file: config['gcp.credentials.file.path'] || undefined,
    json: config['gcp.credentials.json'] || undefined,
    project: config['cps.project'],
  })
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
