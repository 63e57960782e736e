import { once } from 'node:events'
import { createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'

export interface GrpcAnswer {
  /** As gRPC numbers them; 0 is OK. */
  readonly status: number
  readonly body?: Buffer
}

export interface GrpcServer {
  /** host:port, in plain text. */
  readonly address: string
  stop(): void
}

/** Answers calls by their paths, such as `/google.pubsub.v1.Publisher/GetTopic`. */
export async function startGrpcServer(answer: (path: string, request: Buffer) => GrpcAnswer): Promise<GrpcServer> {
  const server = createServer()
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const { status, body = Buffer.alloc(0) } = answer(String(headers[':path']), Buffer.concat(chunks).subarray(5))
      const prefix = Buffer.alloc(5)
      prefix.writeUInt32BE(body.length, 1)
      stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
      stream.end(status === 0 ? Buffer.concat([prefix, body]) : undefined)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { address: `127.0.0.1:${port}`, stop: () => server.close() }
}
