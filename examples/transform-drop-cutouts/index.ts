import { ConnectError, defineTransform, list, type Schema } from 'psconnect/plugin'

/** An alert without its images: they are most of its bytes, and few receivers want them. */
export default defineTransform({
  name: 'drop-cutouts',
  config: {
    fields: list({
      doc: 'Fields to leave out. One that an alert does not have is no error.',
      default: ['cutoutDifference', 'cutoutScience', 'cutoutTemplate'],
    }),
  },
  create({ fields }) {
    const dropped = new Set(fields)
    /** One schema without these fields for each schema with them: sinks tell schemas apart by the object. */
    const lighter = new WeakMap<Schema, Schema>()
    const lighten = (schema: Schema): Schema => {
      const known = lighter.get(schema)
      if (known) return known
      const made = { ...schema, fields: (schema.fields ?? []).filter(({ name }) => !dropped.has(name)) }
      lighter.set(schema, made)
      return made
    }
    return {
      apply(record) {
        const { schema, value } = record.value
        // A record without a value has nothing to leave out.
        if (value === null) return record
        if (!isStruct(value))
          throw new ConnectError('RECORD_REFUSED', 'the value has no fields: a converter must read it first')
        const kept = Object.entries(value).filter(([name]) => !dropped.has(name))
        // A new object, without `encoded`: the bytes that were read still have the images.
        return { ...record, value: { schema: schema && lighten(schema), value: Object.fromEntries(kept) } }
      },
    }
  },
})

const isStruct = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
