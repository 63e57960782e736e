import { readFileSync } from 'node:fs'
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type Http2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { Answer, Order, ServerOptions } from './publish-server.ts'
import { type Fault, Faults } from './publish-server-faults.ts'
import { MessageLog } from './publish-server-log.ts'
import { readGetTopicRequest, readPublishRequest, writeTexts } from './publish-server-protobuf.ts'
import { ruleBroken } from './publish-server-rules.ts'

/**
 * The process behind `startPublishServer`: google.pubsub.v1.Publisher over HTTP/2, as much of it as a publisher uses. It is told
 * what to do, and asked what arrived, over the IPC channel, and ends with it.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions
const log = new MessageLog({ keep: options.keep ?? false, verify: options.verify ?? true })
const faults = new Faults()
/** With the last stream of each; undefined after GOAWAY. */
const sessions = new Map<Http2Session, number | undefined>()
const authorizations = new Set<string>()
let nextId = 1
let underWay = 0
let compressedBytes = 0

const settings = { initialWindowSize: 4 * 2 ** 20, maxConcurrentStreams: options.maxConcurrentStreams ?? 100 }
const server: Http2Server = options.tls
  ? createSecureServer({ key: readFileSync(options.tls.key), cert: readFileSync(options.tls.cert), settings })
  : createServer({ settings })

server.on('session', session => {
  sessions.set(session, 0)
  session.setLocalWindowSize(64 * 2 ** 20)
  session.on('close', () => sessions.delete(session))
  session.on('error', () => {})
})
server.on('stream', (stream, headers) => {
  underWay++
  stream.on('close', () => underWay--)
  const chunks: Buffer[] = []
  const method = String(headers[':path']).split('/').at(-1) ?? ''
  const { session } = stream
  if (session && sessions.get(session) !== undefined) sessions.set(session, stream.id)
  if (headers.authorization) authorizations.add(headers.authorization)
  stream.on('error', () => {})
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('end', () => {
    const body = readBody(Buffer.concat(chunks), headers['grpc-encoding'])
    if (body) handle(stream, method, body)
    else fail(stream, { code: 13, message: 'the compressed flag and grpc-encoding do not agree' })
  })
})

/** The message of a request without what gRPC puts around it. */
function readBody(request: Buffer, encoding: unknown): Buffer | undefined {
  const message = request.subarray(5)
  if (request[0] === 0 && encoding === undefined) return message
  if (request[0] !== 1 || encoding !== 'gzip') return undefined
  compressedBytes += message.length
  return gunzipSync(message)
}

function handle(stream: ServerHttp2Stream, method: string, body: Buffer): void {
  if (stream.destroyed) return
  const fault = faults.next(method)
  const answer = () => (method === 'Publish' ? publish(stream, body) : getTopic(stream, body))
  if (!fault) return answer()
  if ('store' in fault && fault.store) log.add(readPublishRequest(body).messages, body.length)
  if (fault.kind !== 'refuse') misbehave(stream, fault, answer)
  else if (holdsOffset(body, fault.offsets)) fail(stream, { code: 3, message: 'Invalid data in message' })
  else answer()
}

const holdsOffset = (body: Buffer, offsets: readonly number[]): boolean =>
  readPublishRequest(body).messages.some(({ attributes }) => offsets.includes(Number(attributes['kafka.offset'])))

function misbehave(stream: ServerHttp2Stream, fault: Exclude<Fault, { kind: 'refuse' }>, answer: () => void): void {
  switch (fault.kind) {
    case 'delay':
      setTimeout(answer, fault.ms)
      return
    case 'status':
      return fail(stream, fault)
    case 'http':
      return stream.respond({ ':status': fault.status, 'content-type': 'text/html' }, { endStream: true })
    case 'goaway':
      return sayGoodbye(stream, answer)
    case 'drop':
      stream.session?.destroy()
      return
    case 'reset':
      return stream.close(fault.code)
    case 'silence':
  }
}

/** GOAWAY that leaves out no stream so far; this one is answered when later ones have had time to be refused. */
function sayGoodbye(stream: ServerHttp2Stream, answer: () => void): void {
  const { session } = stream
  const last = session && sessions.get(session)
  if (last !== undefined) {
    session?.goaway(0, last)
    if (session) sessions.set(session, undefined)
  }
  setTimeout(answer, 50)
}

function publish(stream: ServerHttp2Stream, body: Buffer): void {
  const { topic, messages } = readPublishRequest(body)
  if (!exists(topic)) return fail(stream, { code: 5, message: `Resource not found (resource=${topic}).` })
  const rule = options.verify === false ? undefined : ruleBroken(messages)
  if (rule) return fail(stream, { code: 3, message: rule })
  log.add(messages, body.length)
  succeed(stream, writeTexts(messages.map(() => String(nextId++))))
}

function getTopic(stream: ServerHttp2Stream, body: Buffer): void {
  const topic = readGetTopicRequest(body)
  if (!exists(topic)) return fail(stream, { code: 5, message: `Resource not found (resource=${topic}).` })
  succeed(stream, writeTexts([topic]))
}

const exists = (topic: string) => options.topics?.includes(topic) ?? true

function succeed(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(Buffer.concat([prefix, message]))
}

function fail(stream: ServerHttp2Stream, status: { code: number; message?: string; trailersOnly?: boolean }): void {
  if (stream.destroyed) return
  const trailers = { 'grpc-status': String(status.code), 'grpc-message': encodeURIComponent(status.message ?? '') }
  const headers = { ':status': 200, 'content-type': 'application/grpc' }
  if (status.trailersOnly) {
    stream.respond({ ...headers, ...trailers }, { endStream: true })
    return
  }
  stream.respond(headers, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers(trailers))
  stream.end()
}

const reports = {
  totals: () => log.totals,
  'compressed bytes': () => compressedBytes,
  connections: () => sessions.size,
  'under way': () => underWay,
  authorizations: () => [...authorizations],
  kept: () => log.kept,
  arrivals: () => log.arrivals,
  duplicates: () => log.duplicates(),
  misordered: () => log.misordered,
}

function obey(order: Order): unknown {
  if (order.do === 'report') return reports[order.what]()
  if (order.do === 'missing') return log.missing(order.range)
  if (order.do === 'misbehave') return faults.set(order.fault, order.scope)
  for (const session of sessions.keys()) session.settings({ maxConcurrentStreams: order.streams })
  return undefined
}

process.on('message', ({ id, order }: { id: number; order: Order }) =>
  process.send?.({ id, value: obey(order) } satisfies Answer),
)
process.on('disconnect', () => process.exit())
// Ctrl-C reaches the whole process group: the one that started this decides when it ends.
process.on('SIGINT', () => {})
server.listen(options.port ?? 0, '127.0.0.1', () =>
  process.send?.({ id: 0, value: (server.address() as AddressInfo).port } satisfies Answer),
)
