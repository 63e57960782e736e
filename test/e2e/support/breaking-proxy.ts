import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What becomes of a request: it is passed on, its connection is ended or reset, or it is never answered. */
export type Fate = 'pass' | 'end' | 'reset' | 'swallow'

/** Stands in front of a broker and decides about each request by its kind (the API key of Kafka's protocol). */
export async function startBreakingProxy(broker: string, fateOf: (apiKey: number) => Fate) {
  const [host = '', port = ''] = broker.split(':')
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = connect(Number(port), host)
    for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
    upstream.on('data', bytes => client.write(bytes))
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
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
