import { ConnectError, jsonWriter } from 'psconnect/plugin'
import type { BodyOf } from './body.ts'
import type { MessageConfig } from './message-config.ts'
import { MAX_MESSAGE_BYTES } from './message-limits.ts'
import { type Slab, Slabs } from './slabs.ts'
import { Unmappable } from './text.ts'

/** Shared by all sinks of a thread. */
const slabs = new Slabs()

/** Values as JSON. */
export function jsonBody({ jsonLong, jsonNan }: MessageConfig): BodyOf {
  let slab: Slab | null = null
  const room = (bytes: number): Uint8Array => {
    slab = slabs.for(bytes)
    return slab?.take(bytes) ?? Buffer.allocUnsafeSlow(bytes)
  }
  const write = jsonWriter({ longs: jsonLong, nonFinite: jsonNan, maxBytes: MAX_MESSAGE_BYTES, room })
  return value => {
    try {
      const data = write(value)
      return { data, made: data.length, slab }
    } catch (error) {
      if (!ConnectError.is(error)) throw error
      const read = value.encoded ? ` (${value.encoded.bytes.length} bytes before)` : ''
      throw new Unmappable(`${error.message}${read}`)
    }
  }
}
