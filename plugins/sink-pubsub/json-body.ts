import { ConnectError, jsonWriter } from 'psconnect/plugin'
import type { BodyOf } from './body.ts'
import type { MessageConfig } from './message-config.ts'
import { MAX_MESSAGE_BYTES } from './message-limits.ts'
import { Unmappable } from './text.ts'

/** Values as JSON. */
export function jsonBody({ jsonLong, jsonNan }: MessageConfig): BodyOf {
  const write = jsonWriter({ longs: jsonLong, nonFinite: jsonNan, maxBytes: MAX_MESSAGE_BYTES })
  return value => {
    try {
      const data = write(value)
      return { data, made: data.length }
    } catch (error) {
      if (!ConnectError.is(error)) throw error
      const read = value.encoded ? ` (${value.encoded.bytes.length} bytes before)` : ''
      throw new Unmappable(`${error.message}${read}`)
    }
  }
}
