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
/** Acknowledging and giving back name messages by ids of some hundred bytes, and Pub/Sub takes 512 KiB of them. */
const mostInRequest = 1000

/** A subscription of Google Pub/Sub for a tool that reads it. What goes wrong is rejected with as a CommandFailed. */
export class Subscription {
  readonly name: string
  readonly #channel: Channel
  readonly #tokens: TokenSource | undefined

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
        // Where there is no message, Pub/Sub does not answer before one comes.
        if (error instanceof GrpcError && error.code === 'DEADLINE_EXCEEDED' && error.mayHaveActed) return []
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
    return this.#ask('made', authorization =>
      addSubscription(this.#channel, { ...state, name: this.name }, { deadlineMs: answerMs, signal, authorization }),
    )
  }

  close(): void {
    this.#channel.close()
    this.#tokens?.close()
  }

  async #inRequests(what: string, messages: readonly LentMessage[], call: typeof acknowledge): Promise<void> {
    for (let at = 0; at < messages.length; at += mostInRequest) {
      const some = { subscription: this.name, messages: messages.slice(at, at + mostInRequest) }
      await this.#ask(what, authorization => call(this.#channel, some, { deadlineMs: answerMs, authorization }))
    }
  }

  async #ask<T>(what: string, request: (authorization: string | undefined) => Promise<T>): Promise<T> {
    try {
      return await request((await this.#tokens?.get())?.authorization)
    } catch (error) {
      if (error instanceof TokenError)
        throw new CommandFailed(`${this.name} cannot be ${what}: no access token: ${error.message}`)
      if (!(error instanceof GrpcError)) throw error
      throw new CommandFailed(`${this.name} cannot be ${what}: ${reasonFor(error)}`)
    }
  }
}

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
