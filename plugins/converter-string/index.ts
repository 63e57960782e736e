import { ConnectError, defineConverter, type Schema } from 'psconnect/plugin'
import { type Charset, charsetOf } from './charsets.ts'
import { config } from './config.ts'
import { textOf } from './text.ts'

const schema: Schema = { type: 'string', optional: true }

/** Reads text, and writes text, numbers and booleans. */
export default defineConverter({
  name: 'string',
  keepsNothing: true,
  config,
  create({ 'converter.encoding': encoding }) {
    const charset = charsetOf(encoding) as Charset
    return {
      decode({ buffer, byteOffset, byteLength }) {
        const value = charset.decode(Buffer.from(buffer, byteOffset, byteLength))
        if (value !== undefined) return { schema, value }
        throw new ConnectError('RECORD_UNREADABLE', `not text: its bytes are not ${charset.name}`)
      },
      encode(data) {
        const text = textOf(data)
        const bytes = charset.encode(text)
        if (charset.decode(bytes) === text) return bytes
        throw new ConnectError('RECORD_UNREADABLE', `has characters that ${charset.name} does not have`)
      },
    }
  },
})
