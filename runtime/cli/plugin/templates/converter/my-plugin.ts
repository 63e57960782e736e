import { ConnectError, defineConverter, type Schema, string } from 'psconnect/plugin'

/** One object for all values, never one for each. */
const schema: Schema = { type: 'array', optional: false, items: { type: 'string', optional: false } }

/** Reads a text with a separator in it as a list of fields. */
export default defineConverter({
  name: 'my-plugin',
  config: {
    separator: string({
      doc: 'What stands between two fields.',
      default: ',',
      problem: text => (text === '' ? 'must not be empty' : undefined),
    }),
  },
  create({ separator }) {
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const isField = (item: unknown): item is string =>
      typeof item === 'string' && item.isWellFormed() && !item.includes(separator)
    return {
      decode(bytes) {
        try {
          return { schema, value: utf8.decode(bytes).split(separator) }
        } catch (cause) {
          throw new ConnectError('RECORD_UNREADABLE', 'the bytes are not UTF-8', { cause })
        }
      },
      encode({ value }) {
        if (Array.isArray(value) && value.length > 0 && value.every(isField))
          return new TextEncoder().encode(value.join(separator))
        throw new ConnectError('RECORD_UNREADABLE', `only lists of texts without "${separator}" can be written`)
      },
    }
  },
})
