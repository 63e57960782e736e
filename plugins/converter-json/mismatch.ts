import { ConnectError } from 'psconnect/plugin'

/** A payload does not fit its schema: what was expected and found, and, put together on the way out, where. */
export class Mismatch extends Error {
  path = ''
}

/** Does `read`, whose errors then name this place. */
export function within<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Mismatch) error.path = place + error.path
    throw error
  }
}

/** Does `read`; where something does not fit, RECORD_UNREADABLE says so of `what`, and where. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error
    const place = error.path === '' ? '' : `at ${error.path.replace(/^\./, '')}, `
    throw new ConnectError('RECORD_UNREADABLE', `${what}: ${place}${error.message}`)
  }
}
