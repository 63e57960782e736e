import { defineTransform, string } from 'psconnect/plugin'

/** Adds a header to each record. */
export default defineTransform({
  name: 'my-plugin',
  config: {
    text: string({ doc: 'What the header says.', default: 'seen' }),
  },
  // It reads nothing of values, so they need not be decoded for it.
  valueNeeds: () => 'nothing',
  create({ text }) {
    const header = { key: 'my-plugin', value: { schema: { type: 'string', optional: false }, value: text } } as const
    return {
      // A record is never changed: what is different is a new one.
      apply: record => ({ ...record, headers: [...record.headers, header] }),
    }
  },
})
