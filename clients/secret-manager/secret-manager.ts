import { type Credentials, TokenError, TokenSource } from '@psconnect/client-pubsub'

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const ATTEMPTS = 4
const FIRST_PAUSE_MS = 250
const ATTEMPT_TIMEOUT_MS = 10_000

/** Why a secret cannot be had: a sentence that names the secret, never what it holds. */
export class SecretError extends Error {}

export interface SecretManagerOptions {
  /** Such as `https://secretmanager.googleapis.com`. */
  readonly endpoint: string
  /** Path of a credentials' JSON file; without it, application default credentials. */
  readonly credentialsFile?: string | undefined
}

/** Google Secret Manager's REST API, as far as reading goes. Each secret is asked for once, or until it can be read. */
export class SecretManager {
  readonly #endpoint: string
  readonly #tokens: TokenSource
  readonly #secrets = new Map<string, Promise<string>>()

  constructor({ endpoint, credentialsFile: file }: SecretManagerOptions) {
    this.#endpoint = endpoint.replace(/\/$/, '')
    const credentials: Credentials = { file, scope: SCOPE }
    this.#tokens = new TokenSource(credentials)
  }

  /** `name` is `projects/P/secrets/S/versions/V`. Rejects with a SecretError. */
  read(name: string): Promise<string> {
    const known = this.#secrets.get(name)
    if (known) return known
    const reading = this.#read(name)
    this.#secrets.set(name, reading)
    reading.catch(() => this.#secrets.delete(name))
    return reading
  }

  async #read(name: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#ask(name)
      if ('value' in answer) return answer.value
      if (answer.final || attempt === ATTEMPTS) throw new SecretError(answer.problem)
      await new Promise(resolve => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)))
    }
  }

  async #ask(name: string): Promise<Answer> {
    try {
      const { authorization } = await this.#tokens.get()
      const response = await fetch(`${this.#endpoint}/v1/${name}:access`, {
        headers: { authorization },
        redirect: 'error',
        signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
      })
      return await readAnswer(response)
    } catch (error) {
      if (error instanceof TokenError)
        return { problem: `there is no access token for it: ${error.message}`, final: error.refused }
      return { problem: `${this.#endpoint} does not answer: ${reasonOf(error)}`, final: false }
    }
  }
}

type Answer = { readonly value: string } | { readonly problem: string; readonly final: boolean }

async function readAnswer(response: Response): Promise<Answer> {
  const body = (await response.json().catch(() => ({}))) as {
    payload?: { data?: unknown }
    error?: { message?: unknown }
  }
  if (response.ok) {
    const data = body.payload?.data
    if (typeof data === 'string') return { value: Buffer.from(data, 'base64').toString() }
    return { problem: 'the answer holds no secret', final: true }
  }
  const { message } = body.error ?? {}
  const said = typeof message === 'string' ? `: ${message}` : ''
  return {
    problem: `the answer is HTTP ${response.status}${said}`,
    final: response.status < 500 && response.status !== 429,
  }
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
