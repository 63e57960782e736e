import assert from 'node:assert/strict'
import { ConnectError, type JsonOptions, jsonWriter, type Schema } from 'psconnect/plugin'

export const of = (type: Schema['type'], more: Partial<Schema> = {}): Schema => ({ type, optional: false, ...more })

export const write = (schema: Schema | null, value: unknown, options: JsonOptions = {}): string =>
  Buffer.from(jsonWriter(options)({ schema, value })).toString()

/** Holds that writing is refused with such a message. */
export function refused(message: RegExp, ...given: Parameters<typeof write>): void {
  assert.throws(
    () => write(...given),
    error => ConnectError.is(error) && error.code === 'RECORD_REFUSED' && message.test(error.message),
  )
}
