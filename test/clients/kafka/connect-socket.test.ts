import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { it } from 'node:test'
import { connectSocket } from '../../../clients/kafka/connect-socket.ts'

it('a dead socket takes no listener however often it is let go of', async () => {
  const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const socket = connectSocket({ host: '127.0.0.1', port, ssl: null, onConnect: () => undefined })
  socket.resume()
  await once(socket, 'close')
  server.close()
  const before = socket.listenerCount('connect')

  for (let times = 0; times < 3; times++) socket.unref()

  assert.equal(socket.listenerCount('connect'), before)
})
