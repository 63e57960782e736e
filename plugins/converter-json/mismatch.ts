import { ConnectError } from 'psconnect/plugin'

/** Of what is nested more deeply, the beginning will do. */
const longestPath = 300

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
    const path = error.path.replace(/^\./, '').slice(0, longestPath)
    const place = path === '' ? '' : `at ${path}, `
    throw new ConnectError('RECORD_UNREADABLE', `${what}: ${place}${error.message}`)
  }
}
