import { readFile } from 'node:fs/promises'
import type { AuthClient, GoogleAuth } from 'google-auth-library'
import { reasonOf } from './grpc-error.ts'

export interface Credentials {
  /** Path of a JSON file. Without it and without `json`: application default credentials. */
  readonly file?: string | undefined
  readonly json?: string | undefined
  readonly project?: string
  /** What the token is for; Pub/Sub where it is not said. */
  readonly scope?: string
}

export interface AccessToken {
  /** The value of the `authorization` header. */
  readonly authorization: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Why there is no token. `refused`: asking again would not help. */
export class TokenError extends Error {
  readonly refused: boolean

  constructor(message: string, refused: boolean) {
    super(message)
    this.name = 'TokenError'
    this.refused = refused
  }
}

/** What is read of a credentials file. */
export interface KeyFile {
  readonly type?: string
  readonly client_email?: string
  readonly private_key?: string
  readonly private_key_id?: string
  readonly token_uri?: string
  readonly service_account_impersonation_url?: string
}

const PUBSUB_SCOPE = 'https://www.googleapis.com/auth/pubsub'
const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token'
/** Used where the answer does not say how long the token lives; all of Google's live at least this long. */
const LIFETIME_MS = 30 * 60_000

/** Asks Google for one access token. Rejects with a TokenError; gives up when `signal` aborts. */
export async function fetchToken(credentials: Credentials, signal: AbortSignal): Promise<AccessToken> {
  // Loaded here, so that only a thread that fetches tokens pays for it.
  const library = await import('google-auth-library')
  try {
    const client = await clientFor(library, credentials, signal)
    const { token } = await client.getAccessToken()
    if (!token) throw new TokenError('the answer holds no access token', true)
    return { authorization: `Bearer ${token}`, expiresAt: client.credentials.expiry_date ?? Date.now() + LIFETIME_MS }
  } catch (error) {
    if (error instanceof TokenError) throw error
    throw new TokenError(reasonOf(error), !(error instanceof library.gaxios.GaxiosError) || isRefusal(error.status))
  }
}

/** No status: there was no answer. An error that does not come from a request is about the credentials themselves. */
const isRefusal = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429

type Library = typeof import('google-auth-library')

async function clientFor(library: Library, credentials: Credentials, signal: AbortSignal): Promise<AuthClient> {
  const { scope = PUBSUB_SCOPE, project } = credentials
  const auth = new library.GoogleAuth({ scopes: scope, ...(project !== undefined && { projectId: project }) })
  const key = await readKey(credentials)
  if (!key) return await auth.getClient()
  return clientOf(key, { library, auth, scope, transporter: transporterFor(library, key, signal) })
}

/** Undefined: the application default credentials count. */
export async function readKey({ file, json }: Credentials): Promise<KeyFile | undefined> {
  const path = file ?? (json === undefined ? process.env.GOOGLE_APPLICATION_CREDENTIALS : undefined)
  const text = path ? await readFile(path, 'utf8') : json
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as KeyFile
  } catch {
    // The parser's message would quote the key.
    throw new TokenError(path ? `${path} is not JSON` : 'the credentials are not JSON', true)
  }
}

interface Parts {
  readonly library: Library
  readonly auth: GoogleAuth
  readonly scope: string
  readonly transporter: InstanceType<Library['gaxios']['Gaxios']>
}

function clientOf(key: KeyFile, { library, auth, scope, transporter }: Parts): AuthClient {
  switch (key.type ?? '') {
    case 'service_account': {
      const additionalClaims = { aud: key.token_uri ?? GOOGLE_TOKEN_URI }
      const client = new library.JWT({ scopes: scope, additionalClaims, transporter })
      client.fromJSON(key)
      return client
    }
    case 'authorized_user': {
      const client = new library.UserRefreshClient({ transporter })
      client.fromJSON(key)
      return client
    }
    case 'impersonated_service_account':
      return auth.fromImpersonatedJSON(key)
    case 'external_account': {
      const client = library.ExternalAccountClient.fromJSON(key as never)
      if (!client) break
      client.scopes = scope
      return client
    }
    default:
      break
  }
  throw new TokenError(`credentials of type ${key.type ?? '(none)'} are not known here`, true)
}

/** Sends what is meant for Google's token endpoint to the one that the key names, once, until `signal` aborts. */
function transporterFor(library: Library, key: KeyFile, signal: AbortSignal): Parts['transporter'] {
  // The library's own fetch throws an error that nobody can catch when it is aborted.
  const transporter = new library.gaxios.Gaxios({ fetchImplementation: fetch })
  transporter.interceptors.request.add({
    resolved: async request => {
      if (key.token_uri && request.url.href === GOOGLE_TOKEN_URI) request.url = new URL(key.token_uri)
      return Object.assign(request, { signal, retryConfig: { retry: 0 } })
    },
  })
  return transporter
}
