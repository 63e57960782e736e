import { Connection, type Endpoint } from './connection.ts'
import { GrpcError } from './grpc-error.ts'
import { type Body, type CallOptions, UnaryCall } from './unary-call.ts'

const MAX_CONNECTIONS = 4
/** Another connection is opened when each has this many calls under way: one TCP connection carries only so much. */
const CALLS_PER_CONNECTION = 4
/** How long a connection that was lost, or could not be opened, is not replaced while others work. */
const RECONNECT_AFTER_MS = 10_000

/**
 * A few connections to one endpoint, opened as calls need them. A call that fails is not repeated here: whoever calls knows whether that
 * is safe, and how long to wait. While nothing can be connected to, each call is one attempt to connect.
 */
export class Channel {
  readonly #endpoint: Endpoint
  /** Those that take calls or soon will, and beside them the draining ones, which only end what they have. */
  readonly #connections = new Set<Connection>()
  readonly #draining = new Set<Connection>()
  readonly #underWay = new Map<UnaryCall, Connection>()
  readonly #waiting: UnaryCall[] = []
  #lostAt = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
  }

  /** Calls `/package.Service/Method`; gives the serialised response. Rejects with a GrpcError, or with the signal's reason. */
  call(path: string, body: Body, options: CallOptions): Promise<Buffer> {
    if (options.signal?.aborted) return Promise.reject(options.signal.reason)
    if (this.#closed) return Promise.reject(new GrpcError('CANCELLED', 'the channel is closed', false))
    const call = new UnaryCall({ path, body }, options, this.#ended)
    this.#waiting.push(call)
    this.#pump()
    return call.result
  }

  /** Ends all connections; calls under way fail. Idempotent. */
  close(): void {
    this.#closed = true
    for (const call of [...this.#waiting, ...this.#underWay.keys()])
      call.fail(new GrpcError('CANCELLED', 'the channel was closed', this.#underWay.has(call)))
    for (const connection of [...this.#connections, ...this.#draining]) connection.close()
  }

  #pump(): void {
    while (this.#waiting.length > 0) {
      const connection = this.#pick()
      if (!connection) return
      const call = this.#waiting.shift() as UnaryCall
      this.#underWay.set(call, connection)
      connection.start(call)
    }
  }

  /** The least busy connection with room for a call. Opens another when all are busy. */
  #pick(): Connection | undefined {
    let best: Connection | undefined
    for (const connection of this.#connections)
      if (connection.hasRoom && (!best || connection.inFlight < best.inFlight)) best = connection
    if (!best || best.inFlight >= CALLS_PER_CONNECTION) this.#connect()
    return best
  }

  #connect(): void {
    const { size } = this.#connections
    if (size >= MAX_CONNECTIONS || [...this.#connections].some(({ state }) => state === 'connecting')) return
    if (size > 0 && performance.now() < this.#lostAt + RECONNECT_AFTER_MS) return
    this.#connections.add(new Connection(this.#endpoint, this.#changed))
  }

  readonly #changed = (connection: Connection) => {
    if (connection.state === 'draining' && this.#connections.delete(connection)) this.#draining.add(connection)
    if (connection.state === 'closed') this.#lost(connection)
    if (!this.#closed) this.#pump()
  }

  /** Its calls fail, and those that wait too when it was the last hope. */
  #lost(connection: Connection): void {
    this.#draining.delete(connection)
    const calls = [...this.#underWay].filter(([, home]) => home === connection).map(([call]) => call)
    if (this.#connections.delete(connection)) {
      this.#lostAt = performance.now()
      if (this.#connections.size === 0) calls.push(...this.#waiting)
    }
    for (const call of calls) call.fail(new GrpcError('UNAVAILABLE', connection.error, this.#underWay.has(call)))
  }

  readonly #ended = (call: UnaryCall, error?: GrpcError) => {
    const connection = this.#underWay.get(call)
    if (connection) {
      this.#underWay.delete(call)
      connection.ended(call, error)
    } else {
      const index = this.#waiting.indexOf(call)
      if (index >= 0) this.#waiting.splice(index, 1)
    }
    if (!this.#closed) this.#pump()
  }
}
