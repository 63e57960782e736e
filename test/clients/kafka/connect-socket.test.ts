import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { it } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { connectSocket } from '../../../clients/kafka/connect-socket.ts'
import { makeServerCertificate, noOpenssl } from '../../stack/server-certificate.ts'

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

it('gives each answer as one piece, over TLS too', { skip: noOpenssl }, async context => {
  const made = await makeServerCertificate()
  context.after(made.remove)
  const [cert = '', key = ''] = [made.cert, made.key].map(file => readFileSync(file, 'utf8'))
  const size = 300_000
  const answer = Buffer.alloc(4 + size, 'answer')
  answer.writeInt32BE(size)
  for (const ssl of [null, { ca: [cert] }]) {
    const serve = (socket: Socket) => void socket.end(Buffer.concat([answer, answer]))
    const server = ssl ? createTlsServer({ cert, key }, serve) : createServer(serve)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const pieces: Buffer[] = []
    const socket = connectSocket({ host: '127.0.0.1', port, ssl, onConnect: () => undefined })
    socket.on('data', piece => pieces.push(piece))
    await once(socket, 'close')
    server.close()

    assert.deepEqual(
      pieces.map(piece => piece.equals(answer)),
      [true, true],
    )
  }
})
