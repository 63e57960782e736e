import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { FrameReader } from './frame-reader.ts'
import type { SocketFactory } from './kafkajs-internals.ts'

const keepAliveDelayMs = 60_000

/**
 * A socket that gives each answer of a broker as one piece.
 *
 * kafkajs lets go of a socket again whenever it fails to connect another one, and each time one that is long dead would take one
 * more listener for a connection that never comes.
 */
export const connectSocket: SocketFactory = ({ host, port, ssl, onConnect }) => {
  const onread = new FrameReader(
    frame => socket.emit('data', frame),
    error => socket.destroy(error),
  )
  const where = { host, port, onread }
  const socket: Socket = ssl
    ? connectTls({ ...where, ...(!isIP(host) && { servername: host }), ...ssl }, onConnect)
    : connect(where, onConnect)
  socket.setKeepAlive(true, keepAliveDelayMs)
  const unref = socket.unref.bind(socket)
  socket.unref = (): Socket => (socket.destroyed ? socket : unref())
  return socket
}
