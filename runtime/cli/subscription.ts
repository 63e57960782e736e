import {
  acknowledge,
  addSubscription,
  Channel,
  type Credentials,
  type Endpoint,
  GrpcError,
  getSubscription,
  giveBack,
  type LentMessage,
  pull,
  type SubscriptionState,
  TokenError,
  TokenSource,
} from '@psconnect/client-pubsub'
import { pause } from '../commit/waiting.ts'
import { CommandFailed } from './command.ts'

export interface SubscriptionPlace {
  readonly project: string
  readonly id: string
  /** Without them, the application default credentials. */
  readonly credentials?: Credentials
  /** Where PUBSUB_EMULATOR_HOST does not say another. */
  readonly endpoint?: Endpoint
}

const google: Endpoint = { address: 'pubsub.googleapis.com:443', plaintext: false }
const answerMs = 10_000
const patienceMs = 60_000
const retryAfterMs = 500
/** Acknowledging and giving back name messages by ids of some hundred bytes, and Pub/Sub takes 512 KiB of them. */
const mostInRequest = 1000

/** A subscription of Google Pub/Sub for a tool that reads it. What goes wrong is rejected with as a CommandFailed. */
export class Subscription {
  readonly name: string
  readonly #channel: Channel
  readonly #tokens: TokenSource | undefined
  readonly #closing = new AbortController()
  #answered = false

  constructor({ project, id, credentials = {}, endpoint = google }: SubscriptionPlace) {
    this.name = `projects/${project}/subscriptions/${id}`
    const reached = emulatorOr(endpoint)
    this.#channel = new Channel(reached)
    this.#tokens = reached.plaintext ? undefined : new TokenSource(credentials)
  }

  /** Resolves with those that are there, up to so many; with none where none has come in that time. */
  pull(count: number, waitMs: number, signal: AbortSignal): Promise<readonly LentMessage[]> {
    return this.#ask('pulled from', async authorization => {
      try {
        const options = { deadlineMs: Math.ceil(waitMs), signal, authorization }
        return await pull(this.#channel, { subscription: this.name, count }, options)
      } catch (error) {
        if (isOver(error)) return []
        throw error
      }
    })
  }

  acknowledge(messages: readonly LentMessage[]): Promise<void> {
    return this.#inRequests('acknowledged', messages, acknowledge)
  }

  giveBack(messages: readonly LentMessage[]): Promise<void> {
    return this.#inRequests('given back to', messages, giveBack)
  }

  state(signal: AbortSignal): Promise<SubscriptionState> {
    return this.#ask('looked at', authorization =>
      getSubscription(this.#channel, this.name, { deadlineMs: answerMs, signal, authorization }),
    )
  }

  create(state: Omit<SubscriptionState, 'name'>, signal: AbortSignal): Promise<void> {
    return this.#ask('made', async authorization => {
      const options = { deadlineMs: answerMs, signal, authorization }
      try {
        await addSubscription(this.#channel, { ...state, name: this.name }, options)
      } catch (error) {
        // It is not the subscription that is missing, but what it would be of.
        if (!(error instanceof GrpcError) || error.code !== 'NOT_FOUND') throw error
        throw new CommandFailed(
          `${this.name} cannot be made: there is no ${state.topic}; create it, or correct its name`,
        )
      }
    })
  }

  close(): void {
    this.#closing.abort()
    this.#channel.close()
    this.#tokens?.close()
  }

  async #inRequests(what: string, messages: readonly LentMessage[], call: typeof acknowledge): Promise<void> {
    for (let at = 0; at < messages.length; at += mostInRequest) {
      const some = { subscription: this.name, messages: messages.slice(at, at + mostInRequest) }
      await this.#ask(what, authorization => call(this.#channel, some, { deadlineMs: answerMs, authorization }))
    }
  }

  /** Tries again what may pass: a server that has answered before will do so again, and much may have been read by then. */
  async #ask<T>(what: string, request: (authorization: string | undefined) => Promise<T>): Promise<T> {
    const until = performance.now() + (this.#answered ? patienceMs : 0)
    for (;;) {
      try {
        const answer = await request((await this.#tokens?.get())?.authorization)
        this.#answered = true
        return answer
      } catch (error) {
        if (performance.now() > until || !mayPass(error)) throw this.#failure(what, error)
        await pause(retryAfterMs, this.#closing.signal)
        if (this.#closing.signal.aborted) throw this.#failure(what, error)
      }
    }
  }

  #failure(what: string, error: unknown): unknown {
    if (error instanceof TokenError)
      return new CommandFailed(`${this.name} cannot be ${what}: no access token: ${error.message}`)
    return error instanceof GrpcError ? new CommandFailed(`${this.name} cannot be ${what}: ${reasonFor(error)}`) : error
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof TokenError ? !error.refused : error instanceof GrpcError && passing.has(error.code)

const passing: ReadonlySet<GrpcError['code']> = new Set([
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'ABORTED',
  'RESOURCE_EXHAUSTED',
])

/** What Pub/Sub says is said again for people where it is about what they meet most. */
function reasonFor({ code, message }: GrpcError): string {
  return `${code}: ${plain[code] ?? message}`
}

const plain: Partial<Record<GrpcError['code'], string>> = {
  NOT_FOUND:
    'there is no subscription of this name, or its topic is not there; see what gcloud pubsub subscriptions list says',
  ALREADY_EXISTS: 'there is one of this name already',
  PERMISSION_DENIED: 'this account may not; the role roles/pubsub.editor would let it',
}

function emulatorOr(endpoint: Endpoint): Endpoint {
  const emulator = process.env['PUBSUB_EMULATOR_HOST']
  if (!emulator) return endpoint
  if (/^[^/\s]+:\d{1,5}$/.test(emulator)) return { address: emulator, plaintext: true }
  throw new CommandFailed(`PUBSUB_EMULATOR_HOST is ${emulator}, but must be host:port`)
}

/** Where there is no message, Pub/Sub does not answer before one comes. It knows the deadline too, and may be the first to end the call. */
const isOver = (error: unknown): boolean =>
  error instanceof GrpcError && error.mayHaveActed && ['DEADLINE_EXCEEDED', 'CANCELLED'].includes(error.code)
