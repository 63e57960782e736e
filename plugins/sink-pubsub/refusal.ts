import { ConnectError, type ConnectRecord } from 'psconnect/plugin'

/** The error of a record that Pub/Sub can never take. `why` goes on after the record's place. */
export function refusal({ original }: ConnectRecord, why: string): ConnectError {
  const place = `topic ${original.topic}, partition ${original.partition}, offset ${original.offset}`
  return new ConnectError('RECORD_REFUSED', `the record at ${place} ${why}`)
}
