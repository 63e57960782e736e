import type { Transport } from './http-request.ts'

/** One URL of a registry, and how it is reached. */
export interface Endpoint {
  /** Without a login, and without a slash at its end: as messages may show it. */
  readonly url: string
  /** The value of the header, where there is a login. */
  readonly authorization: string | undefined
  readonly transport: Transport
}

/** As messages may show it. */
export function withoutLogin(text: string): string {
  const { protocol, host, pathname } = new URL(text)
  return `${protocol}//${host}${pathname}`.replace(/\/+$/, '')
}

/** The login that stands in a URL, if one does. */
export function loginIn(text: string): string | undefined {
  const { username, password } = new URL(text)
  return username === '' ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
}
