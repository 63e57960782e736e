import type { Socket } from 'node:net'
import { type SocketFactory, socketFactory } from './kafkajs-internals.ts'

const connect = socketFactory()

/**
 * kafkajs lets go of a socket again whenever it fails to connect another one, and each time one that is long dead would take one
 * more listener for a connection that never comes.
 */
export const connectSocket: SocketFactory = settings => {
  const socket = connect(settings)
  const unref = socket.unref.bind(socket)
  socket.unref = (): Socket => (socket.destroyed ? socket : unref())
  return socket
}
