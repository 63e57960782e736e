import { type Schema, string } from 'psconnect/plugin'
import { keyAndValue } from './key-or-value.ts'
import { madeOnce } from './schemas.ts'

/** Makes a key or value the one field of a struct, or, without a schema, of an object. */
export const hoistField = keyAndValue({
  name: 'HoistField',
  config: { field: string({ doc: 'Name of the field that holds the key or value.' }) },
  create({ field }) {
    const hoisted = madeOnce(
      (schema): Schema => ({ type: 'struct', optional: false, fields: [{ name: field, schema }] }),
    )
    return ({ schema, value }) => ({ schema: schema && hoisted(schema), value: { [field]: value } })
  },
})
