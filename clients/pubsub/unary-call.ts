import { type ClientHttp2Session, type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2'
import { GrpcError, httpError, reasonOf, resetError, statusError } from './grpc-error.ts'

/** The serialised request message, in pieces that are written as they are, and how many bytes they are together. */
export interface Body {
  readonly chunks: readonly Uint8Array[]
  readonly bytes: number
  /** They are gzip-compressed. */
  readonly compressed?: boolean
}

export interface CallOptions {
  /** From the call on, also while it waits for a connection. */
  readonly deadlineMs: number
  readonly signal?: AbortSignal
  /** The `authorization` header. */
  readonly authorization?: string | undefined
}

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR } = constants
const PREFIX = 5

/** One gRPC call with one request and one response, from being asked for until it settles. */
export class UnaryCall {
  /** The serialised response message; rejects with a GrpcError, or with the signal's reason. */
  readonly result: Promise<Buffer>
  readonly #path: string
  readonly #body: Body
  readonly #options: CallOptions
  readonly #expires: number
  readonly #timer: NodeJS.Timeout
  readonly #onSettled: (call: UnaryCall, error?: GrpcError) => void
  readonly #resolve: (response: Buffer) => void
  readonly #reject: (error: unknown) => void
  readonly #received: Buffer[] = []
  #headers: IncomingHttpHeaders | undefined
  #stream: ClientHttp2Stream | undefined
  #error: unknown
  #answeredAll = false
  #settled = false

  constructor(
    request: { readonly path: string; readonly body: Body },
    options: CallOptions,
    onSettled: (call: UnaryCall, error?: GrpcError) => void,
  ) {
    this.#path = request.path
    this.#body = request.body
    this.#options = options
    this.#onSettled = onSettled
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    this.result = promise
    this.#resolve = resolve
    this.#reject = reject
    this.#expires = performance.now() + options.deadlineMs
    this.#timer = setTimeout(this.#expire, options.deadlineMs)
    options.signal?.addEventListener('abort', this.#abort, { once: true })
  }

  /** Sends the request. A session that takes no more streams fails the call. */
  start(session: ClientHttp2Session): void {
    const { authorization } = this.#options
    const left = Math.max(1, Math.ceil(this.#expires - performance.now()))
    try {
      this.#stream = session.request({
        ':method': 'POST',
        ':path': this.#path,
        'content-type': 'application/grpc',
        te: 'trailers',
        'user-agent': 'psconnect',
        // The header has room for eight digits.
        'grpc-timeout': `${Math.min(left, 99_999_999)}m`,
        ...(authorization && { authorization }),
        ...(this.#body.compressed && { 'grpc-encoding': 'gzip' }),
      })
    } catch (error) {
      return this.fail(new GrpcError('UNAVAILABLE', `cannot send the request: ${reasonOf(error)}`, false))
    }
    this.#listen(this.#stream, session)
    this.#send(this.#stream)
  }

  /** Whether some of the request is still to be given to the system. */
  get unsent(): boolean {
    return this.#stream?.writableFinished === false
  }

  /** Settles the call without the server's answer. */
  fail(error: unknown): void {
    this.#settle(() => this.#reject(error), error instanceof GrpcError ? error : undefined)
  }

  #send(stream: ClientHttp2Stream): void {
    const prefix = Buffer.alloc(PREFIX)
    prefix[0] = this.#body.compressed ? 1 : 0
    prefix.writeUInt32BE(this.#body.bytes, 1)
    stream.cork()
    stream.write(prefix)
    for (const chunk of this.#body.chunks) stream.write(chunk)
    stream.end()
  }

  #listen(stream: ClientHttp2Stream, session: ClientHttp2Session): void {
    stream.on('response', headers => {
      this.#headers = headers
      if (headers['grpc-status'] !== undefined) this.#answered(headers)
    })
    stream.on('data', (chunk: Buffer) => this.#received.push(chunk))
    stream.on('trailers', trailers => this.#answered(trailers))
    stream.on('error', error => {
      this.#error = error
    })
    stream.on('close', () => this.fail(this.#brokenOff(stream, session)))
  }

  /** The stream has ended without a gRPC status. */
  #brokenOff({ rstCode }: ClientHttp2Stream, session: ClientHttp2Session): GrpcError {
    if (this.#headers && rstCode === NGHTTP2_NO_ERROR && !this.#error) return httpError(this.#headers)
    if (rstCode !== NGHTTP2_NO_ERROR && !session.destroyed) return resetError(rstCode)
    const why = this.#error ? `: ${reasonOf(this.#error)}` : ''
    return new GrpcError('UNAVAILABLE', `the connection was lost${why}`, true)
  }

  #answered(headers: IncomingHttpHeaders): void {
    this.#answeredAll = true
    const error = statusError(headers)
    if (error) return this.fail(error)
    const response = Buffer.concat(this.#received)
    const length = response.length < PREFIX ? -1 : response.readUInt32BE(1)
    if (response[0] !== 0 || length !== response.length - PREFIX)
      return this.fail(new GrpcError('INTERNAL', `a malformed answer of ${response.length} bytes`, true))
    this.#settle(() => this.#resolve(response.subarray(PREFIX)))
  }

  readonly #expire = () => {
    const sent = this.#stream !== undefined
    const where = sent ? 'no answer' : 'no connection to send it on'
    this.fail(new GrpcError('DEADLINE_EXCEEDED', `${where} within ${this.#options.deadlineMs} ms`, sent))
  }

  readonly #abort = () => this.fail(this.#options.signal?.reason)

  #settle(act: () => void, error?: GrpcError): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#timer)
    this.#options.signal?.removeEventListener('abort', this.#abort)
    act()
    // What is still to be sent or received would be so for nothing.
    const stream = this.#stream
    if (stream && !stream.closed && !(this.#answeredAll && stream.writableFinished)) stream.close(NGHTTP2_CANCEL)
    this.#onSettled(this, error)
  }
}
