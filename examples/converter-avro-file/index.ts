import { ConnectError, defineConverter, type Schema } from 'psconnect/plugin'
import { readContainer, writeContainer } from './container.ts'
import { plainValue } from './plain-value.ts'
import { type KnownSchema, SchemaTable } from './schema-table.ts'

const format = 'avro-file'

/** Reads messages that are an Avro object container file each, with one record and the schema it was written with, such as ZTF's alerts. */
export default defineConverter({
  name: format,
  config: {},
  format,
  create() {
    const table = new SchemaTable()
    /** Of values that were read here, so that a changed one can be written with the same schema. */
    const written = new WeakMap<Schema, KnownSchema>()
    return {
      decode(bytes) {
        const { schemaText, datum } = readContainer(bytes)
        const known = table.get(schemaText)
        written.set(known.schema, known)
        // The bytes go along: a sink that can store them as they are need not have them made anew.
        const encoded = { bytes, bodyStart: 0, format }
        return { schema: known.schema, value: readDatum(known, datum), encoded }
      },
      encode({ schema, value, encoded }) {
        if (encoded?.format === format) return encoded.bytes
        const known = schema && written.get(schema)
        if (known) return writeDatum(known, value)
        throw new ConnectError(
          'RECORD_UNREADABLE',
          'only a value that was read from an Avro file can be written as one',
        )
      },
    }
  },
})

function readDatum({ type }: KnownSchema, datum: Buffer): unknown {
  try {
    return plainValue(type, type.fromBuffer(datum))
  } catch (error) {
    throw new ConnectError('RECORD_UNREADABLE', `the record does not match its schema: ${String(error)}`)
  }
}

function writeDatum({ type, text }: KnownSchema, value: unknown): Uint8Array {
  try {
    return writeContainer({ schemaText: text, datum: type.toBuffer(value) })
  } catch (error) {
    throw new ConnectError(
      'RECORD_UNREADABLE',
      `the value does not match the schema it was read with: ${String(error)}`,
    )
  }
}
