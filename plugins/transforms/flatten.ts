import { string } from 'psconnect/plugin'
import { fieldsOf, isObject, ofFields } from './fields.ts'
import { flatStruct } from './flat-struct.ts'
import { keyAndValue } from './key-or-value.ts'
import { madeOnce } from './schemas.ts'

/** Makes one level of nested structs, or, without a schema, of nested maps. A field's name holds the names of all it was in. */
export const flatten = keyAndValue({
  name: 'Flatten',
  config: { delimiter: string({ doc: 'What stands between the names.', default: '.' }) },
  create({ delimiter }, subject) {
    const flat = madeOnce(schema => flatStruct(schema, delimiter, subject))
    return data => {
      if (data.value === null) return data
      const fields = fieldsOf(data, subject, false)
      if (data.schema) {
        const { schema, leaves } = flat(data.schema)
        return ofFields(new Map(leaves.map(({ name, read }) => [name, read(fields)])), schema, data.value)
      }
      const flattened = new Map<string, unknown>()
      addFlat(fields, '', { delimiter, into: flattened })
      return ofFields(flattened, null, data.value)
    }
  },
})

interface Flattening {
  readonly delimiter: string
  readonly into: Map<string, unknown>
}

function addFlat(fields: Iterable<readonly [string, unknown]>, prefix: string, flattening: Flattening): void {
  const { delimiter, into } = flattening
  for (const [name, value] of fields) {
    if (value instanceof Map) addFlat(value, `${prefix}${name}${delimiter}`, flattening)
    else if (isObject(value)) addFlat(Object.entries(value), `${prefix}${name}${delimiter}`, flattening)
    else into.set(prefix + name, value)
  }
}
