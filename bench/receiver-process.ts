import { readFileSync } from 'node:fs'
import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Received, ReceiverOptions } from './receiver.ts'
import { RequestCounter } from './request-counter.ts'

/** The process behind `startReceiver`: answers over IPC what came, and ends with that channel. */
const { tls, answerAfterMs } = JSON.parse(process.argv[2] ?? '{}') as ReceiverOptions
let received: Received = { messages: 0, firstAt: 0, lastAt: 0 }

// The limits that Pub/Sub announces, and windows that let a request come in one go.
const settings = { initialWindowSize: 4 * 2 ** 20, maxConcurrentStreams: 100 }
const limits = { settings, maxSessionMemory: 1_000 }
const server: Http2Server = tls
  ? createSecureServer({ ...limits, pfx: readFileSync(tls.keystoreFile), passphrase: tls.storePassword })
  : createServer(limits)

server.on('session', session => {
  session.setLocalWindowSize(64 * 2 ** 20)
  session.on('error', () => {})
})
server.on('stream', (stream, headers) => {
  stream.on('error', () => {})
  if (String(headers[':path']).endsWith('/GetTopic')) {
    stream.resume()
    stream.on('end', () => succeed(stream, topic))
    return
  }
  const counter = new RequestCounter()
  stream.on('data', (piece: Buffer) => counter.add(piece))
  stream.on('end', () => take(stream, counter.messages))
})

function take(stream: ServerHttp2Stream, messages: number): void {
  const now = performance.timeOrigin + performance.now()
  received = { messages: received.messages + messages, firstAt: received.firstAt || now, lastAt: now }
  const answer = frame(Buffer.alloc(messages * messageId.length, messageId))
  if (answerAfterMs === 0) succeed(stream, answer)
  else setTimeout(succeed, answerAfterMs, stream, answer)
}

function succeed(stream: ServerHttp2Stream, answer: Buffer): void {
  if (stream.destroyed) return
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(answer)
}

/** What gRPC puts in front of a message. */
function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

/** A PublishResponse has one of these for each message, field 1. Nobody looks whether they differ. */
const messageId = Buffer.from('\n\x011')
const topic = frame(Buffer.from('\n\x01t'))

process.on('message', () => process.send?.(received))
process.on('disconnect', () => process.exit())
// Ctrl-C reaches the whole process group: the one that started this decides when it ends.
process.on('SIGINT', () => {})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
