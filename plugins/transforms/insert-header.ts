import { defineTransform, type Schema, string } from 'psconnect/plugin'

const text: Schema = { type: 'string', optional: false }

export const insertHeader = defineTransform({
  name: 'InsertHeader',
  config: {
    header: string({ doc: 'Name of the header.', importance: 'high' }),
    'value.literal': string({ doc: 'Its value, as text.', importance: 'high' }),
  },
  valueNeeds: () => 'nothing',
  create({ header, 'value.literal': value }) {
    const added = { key: header, value: { schema: text, value } }
    return { apply: record => ({ ...record, headers: [...record.headers, added] }) }
  },
})
