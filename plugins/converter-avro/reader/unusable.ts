import { ConnectError } from 'psconnect/plugin'

/** What is wrong with a schema: no record that was written with it can be read. */
export const unusable = (path: readonly string[], what: string): ConnectError =>
  new ConnectError('RECORD_UNREADABLE', path.length === 0 ? what : `at ${path.join('.')}: ${what}`)
