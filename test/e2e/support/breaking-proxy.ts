import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What becomes of a request: it is passed on, its connection is ended or reset, or it is never answered. */
export type Fate = 'pass' | 'end' | 'reset' | 'swallow'

/**
 * Stands in front of a broker and decides about each request by its kind (the API key of Kafka's protocol). With `alone`, the broker
 * seems to be at the proxy's address, so that all that a client ever sends passes here.
 */
export async function startBreakingProxy(broker: string, fateOf: (apiKey: number) => Fate, { alone = false } = {}) {
  const [host = '', port = ''] = broker.split(':')
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = connect(Number(port), host)
    for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
    upstream.on('data', bytes => client.write(alone ? movedHere(bytes) : bytes))
    // Requests up to the login are small and wait for each other, so each arrives by itself.
    client.on('data', request => {
      const fate = fateOf(request.readInt16BE(4))
      if (fate === 'pass') upstream.write(request)
      else if (fate === 'end') client.end()
      else if (fate === 'reset') client.resetAndDestroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = (server.address() as AddressInfo).port
  const movedHere = (bytes: Buffer): Buffer => {
    const at = bytes.indexOf(asInMetadata(host, Number(port)))
    if (at >= 0) asInMetadata(host, own).copy(bytes, at)
    return bytes
  }
  return {
    address: `127.0.0.1:${own}`,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** As a broker's address stands in an answer about the cluster, which is small and arrives by itself. */
function asInMetadata(host: string, port: number): Buffer {
  const bytes = Buffer.alloc(2 + host.length + 4)
  bytes.writeInt16BE(host.length)
  bytes.write(host, 2)
  bytes.writeInt32BE(port, 2 + host.length)
  return bytes
}
