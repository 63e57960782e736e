import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type NamedStack, type StartReport, socketPath } from './named-stack.ts'
import { type Stack, startStack } from './stack.ts'
import { allServices } from './tools.ts'

/**
 * The process that holds one named stack: it starts it, answers on its socket, and ends with it. It needs no signal
 * handlers, since the services end with their parent however that ends.
 */

const name = process.argv[2] ?? ''

/** Whoever asks while the stack starts gets the answer when it has. */
const serve = async (socket: Socket): Promise<void> => {
  const order = await text(socket)
  const stack = await starting
  if (order === 'down') {
    server.close()
    await stack.stop()
  }
  socket.end(JSON.stringify(await describe(stack)))
}

const describe = async (stack: Stack): Promise<NamedStack> => {
  const answering = await Promise.all(allServices.map(service => stack[service].answers()))
  return { name, addresses: stack.addresses, silent: allServices.filter((_, index) => !answering[index]) }
}

const report = (message: StartReport): Promise<void> =>
  new Promise(resolve => process.send?.(message, undefined, undefined, () => resolve()))

const server = createServer({ allowHalfOpen: true }, socket => {
  socket.on('error', () => {})
  serve(socket).catch(() => socket.destroy())
})
const starting = once(server, 'listening').then(() => startStack())
/** Whoever asked for the stack has gone before it was there. */
const abandon = (): void => process.exit(1)
process.once('disconnect', abandon)
server.listen(socketPath(name))
try {
  await starting
  await report({ ready: true })
} catch (error) {
  await report({ error: error instanceof Error ? error.message : String(error) })
  process.exit(1)
}
process.off('disconnect', abandon)
process.disconnect?.()
