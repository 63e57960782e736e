import { ConnectError } from 'psconnect/plugin'

/** The error of a record that Pub/Sub can never take. Which record it is, the host says beside it. */
export const refusal = (why: string): ConnectError => new ConnectError('RECORD_REFUSED', why)
