import { createServer, type Server } from 'node:net'

/**
 * Ports of 127.0.0.1 that nothing listens on. They lie below the range from which systems give out ports by
 * themselves, so that nobody is given one of them while a service that owns it is stopped for a moment.
 */
export const findFreePorts = async (count: number): Promise<number[]> => {
  const held: { port: number; server: Server }[] = []
  while (held.length < count) {
    const port = 12_000 + Math.floor(Math.random() * 20_000)
    const server = await tryListen(port)
    if (server !== undefined) held.push({ port, server })
  }
  await Promise.all(held.map(({ server }) => new Promise(resolve => server.close(resolve))))
  return held.map(({ port }) => port)
}

const tryListen = (port: number): Promise<Server | undefined> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
