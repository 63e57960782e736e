import { constants, type IncomingHttpHeaders } from 'node:http2'

/** By number, as gRPC defines them. */
export const grpcCodes = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const
export type GrpcCode = (typeof grpcCodes)[number]

/** A call that did not succeed. */
export class GrpcError extends Error {
  readonly code: GrpcCode
  /** Whether the server may have acted on the request all the same. */
  readonly mayHaveActed: boolean

  constructor(code: GrpcCode, message: string, mayHaveActed: boolean) {
    super(message)
    this.name = 'GrpcError'
    this.code = code
    this.mayHaveActed = mayHaveActed
  }
}

/** Codes with which a server says that it did not do what was asked. */
const refusals: ReadonlySet<GrpcCode> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'UNIMPLEMENTED',
  'UNAUTHENTICATED',
])

/** What the `grpc-status` of a call's headers or trailers says: undefined for OK. */
export function statusError(headers: IncomingHttpHeaders): GrpcError | undefined {
  const code = grpcCodes[Number(headers['grpc-status'])] ?? 'UNKNOWN'
  if (code === 'OK') return undefined
  return new GrpcError(code, decodeMessage(String(headers['grpc-message'] ?? '')) || 'no message', !refusals.has(code))
}

/** `grpc-message` is percent-encoded UTF-8; one that is not is shown as it came. */
function decodeMessage(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const byHttpStatus: Readonly<Record<number, GrpcCode>> = {
  400: 'INTERNAL',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'UNIMPLEMENTED',
  429: 'UNAVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
}

/** An answer without `grpc-status`, such as a proxy's, mapped as gRPC says. */
export function httpError(headers: IncomingHttpHeaders): GrpcError {
  const status = Number(headers[':status'])
  const type = headers['content-type'] ?? 'no content type'
  return new GrpcError(byHttpStatus[status] ?? 'UNKNOWN', `HTTP status ${status} (${type}) without a gRPC status`, true)
}

const { NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INADEQUATE_SECURITY } = constants
const byResetCode: Readonly<Record<number, GrpcCode>> = {
  [NGHTTP2_REFUSED_STREAM]: 'UNAVAILABLE',
  [NGHTTP2_CANCEL]: 'CANCELLED',
  [NGHTTP2_ENHANCE_YOUR_CALM]: 'RESOURCE_EXHAUSTED',
  [NGHTTP2_INADEQUATE_SECURITY]: 'PERMISSION_DENIED',
}

/** A stream that the server reset, mapped as gRPC says. A refused one was certainly not acted on. */
export function resetError(code: number): GrpcError {
  const message = `the server reset the stream with HTTP/2 code ${code}`
  return new GrpcError(byResetCode[code] ?? 'INTERNAL', message, code !== NGHTTP2_REFUSED_STREAM)
}

/** What a network error says of itself and of its cause; that of several attempted addresses has no message of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  if (!(error instanceof Error)) return String(error)
  const message = error.message || error.name
  const cause = error.cause instanceof Error ? reasonOf(error.cause) : ''
  return cause.startsWith(message) ? cause : cause ? `${message}: ${cause}` : message
}
