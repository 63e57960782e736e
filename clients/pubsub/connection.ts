import { type ClientHttp2Session, connect } from 'node:http2'
import { GrpcError, reasonOf } from './grpc-error.ts'
import type { UnaryCall } from './unary-call.ts'

export interface Endpoint {
  /** host:port */
  readonly address: string
  /** Without TLS: an emulator or a test server. */
  readonly plaintext: boolean
}

const CONNECT_TIMEOUT_MS = 10_000
const PING_TIMEOUT_MS = 5_000
/** A connection may have died unnoticed after so long a silence: NATs and firewalls forget. */
const SILENCE_MS = 30_000
/** node:http2 refuses streams, as if the server did, at 10 MB of queued data by default. What is queued is bounded by who calls. */
const MAX_SESSION_MEMORY_MB = 1_000

/** One HTTP/2 connection and the calls on it. It is used once: a lost or draining one is replaced by another. */
export class Connection {
  /** `draining`: takes no new calls, those under way go on. */
  state: 'connecting' | 'open' | 'draining' | 'closed' = 'connecting'
  /** Why it could not be opened or was lost. */
  error = ''
  #inFlight = 0
  readonly #session: ClientHttp2Session
  readonly #endpoint: Endpoint
  readonly #changed: (connection: Connection) => void
  readonly #connectTimer: NodeJS.Timeout
  #pingTimer: NodeJS.Timeout | undefined
  #heardAt = 0

  /** `changed` is called whenever calls may have become possible, or impossible. */
  constructor(endpoint: Endpoint, changed: (connection: Connection) => void) {
    this.#endpoint = endpoint
    this.#changed = changed
    const url = `${endpoint.plaintext ? 'http' : 'https'}://${endpoint.address}`
    this.#session = connect(url, { maxSessionMemory: MAX_SESSION_MEMORY_MB, settings: { enablePush: false } })
    this.#connectTimer = setTimeout(() => this.#lose('no answer'), CONNECT_TIMEOUT_MS)
    this.#session.on('connect', (_, socket) => socket.setKeepAlive(true, SILENCE_MS))
    // The server's settings, not the TCP connection, show that HTTP/2 is spoken there, and how many streams it takes.
    this.#session.on('remoteSettings', () => this.#open())
    this.#session.on('goaway', () => this.#to('draining'))
    this.#session.on('error', error => this.#lose(reasonOf(error)))
    this.#session.on('close', () => this.#lose('closed by the server'))
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** Whether one more call can be sent now. */
  get hasRoom(): boolean {
    return this.state === 'open' && this.#inFlight < (this.#session.remoteSettings.maxConcurrentStreams ?? 100)
  }

  start(call: UnaryCall): void {
    if (this.#inFlight === 0 && performance.now() - this.#heardAt > SILENCE_MS) this.#ping()
    this.#inFlight++
    call.start(this.#session)
  }

  /** A call that was started here has settled. */
  ended({ unsent }: UnaryCall, error: GrpcError | undefined): void {
    this.#inFlight--
    // Without TLS the body is not copied, and its memory may be used again once another attempt has done what this one did not.
    if (error?.code === 'DEADLINE_EXCEEDED' && unsent && this.#endpoint.plaintext) this.#lose('it takes no more bytes')
    // A server that does not answer may be slow, or gone: only the second leaves a ping unanswered.
    else if (error?.code === 'DEADLINE_EXCEEDED') this.#ping()
    else if (!error) this.#heardAt = performance.now()
  }

  close(): void {
    this.#lose('closed')
  }

  #open(): void {
    clearTimeout(this.#connectTimer)
    this.#heardAt = performance.now()
    if (this.state === 'connecting') this.state = 'open'
    this.#changed(this)
  }

  #ping(): void {
    if (this.#pingTimer || this.#session.destroyed) return
    this.#pingTimer = setTimeout(() => this.#lose('the server answers no ping'), PING_TIMEOUT_MS)
    this.#session.ping(error => {
      clearTimeout(this.#pingTimer)
      this.#pingTimer = undefined
      if (!error) this.#heardAt = performance.now()
    })
  }

  #lose(why: string): void {
    if (this.state === 'closed') return
    clearTimeout(this.#connectTimer)
    clearTimeout(this.#pingTimer)
    this.error =
      this.state === 'connecting' ? `cannot connect to ${this.#endpoint.address}: ${why}` : `connection lost: ${why}`
    this.#session.destroy()
    this.#to('closed')
  }

  #to(state: 'draining' | 'closed'): void {
    if (this.state === 'closed') return
    this.state = state
    this.#changed(this)
  }
}
