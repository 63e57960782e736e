import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, isIP } from 'node:net'
import { ConnectError } from '../api/errors.ts'
import type { ListenerAddress } from '../config/listener-address.ts'
import { limits } from './limits.ts'
import type { ServerTls } from './listener-tls.ts'

/** A listener that is open. */
export interface Listening {
  readonly scheme: 'http' | 'https'
  /** By which this machine is reached there. */
  readonly host: string
  readonly port: number
  /** Only this machine reaches it. */
  readonly local: boolean
  /** To be called at once: who connects before is kept waiting. */
  readonly serve: (handle: RequestListener) => void
  /** Answers under way get a little time. */
  readonly close: () => Promise<void>
}

/** Rejects with CONFIG_INVALID where the port cannot be had. */
export async function listen({ scheme, host, port }: ListenerAddress, tls: ServerTls | undefined): Promise<Listening> {
  const server = tls
    ? createSecureServer({ ...options, ...tls, handshakeTimeout: limits.headersMs })
    : createServer(options)
  server.maxConnections = limits.connections
  server.setTimeout(limits.idleMs)
  try {
    server.listen({ port, ...(host !== '' && { host }) })
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'EADDRINUSE' ? 'another process has that port' : message
    throw new ConnectError('CONFIG_INVALID', `cannot listen on ${scheme}://${host}:${port}: ${why}`, { cause: error })
  }
  const { address, port: bound } = server.address() as AddressInfo
  return {
    scheme,
    host: nameOf(host),
    port: bound,
    local: isLoopback(address),
    serve: handle => server.on('request', handle),
    close: () => close(server),
  }
}

const options: ServerOptions = {
  maxHeaderSize: limits.headerBytes,
  headersTimeout: limits.headersMs,
  requestTimeout: limits.requestMs,
  keepAliveTimeout: limits.keepAliveMs,
  connectionsCheckingInterval: 1_000,
}

/** In a URL, an IPv6 address stands in brackets. Every interface has this machine's own, too. */
function nameOf(host: string): string {
  if (['', '0.0.0.0', '::'].includes(host)) return 'localhost'
  return isIP(host) === 6 ? `[${host}]` : host
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const giveUp = setTimeout(() => server.closeAllConnections(), limits.stopMs)
  await closed
  clearTimeout(giveUp)
}
