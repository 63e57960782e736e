import avro from 'avsc'
import type { EncodedSchema, Schema, SchemaAndValue } from 'psconnect/plugin'

export const avroText = JSON.stringify({ type: 'record', name: 'night.r', fields: [{ name: 's', type: 'string' }] })
export const avroType = avro.Type.forSchema(JSON.parse(avroText))
export const avroSchema: EncodedSchema = { id: 704, text: avroText, name: 'night.r', version: 3 }

const schema: Schema = {
  type: 'struct',
  optional: false,
  name: 'night.r',
  fields: [{ name: 's', schema: { type: 'string', optional: false } }],
}

export const framing = Buffer.from([0, 0, 0, 2, 192])

/** A value as the Avro converter hands it on: the bytes that it was read from, and of the value as much as is needed. */
export const encodedValue = (
  s: string,
  value?: object,
  written: EncodedSchema | null = avroSchema,
): SchemaAndValue => ({
  schema,
  value,
  encoded: {
    bytes: Buffer.concat([framing, avroType.toBuffer({ s })]),
    bodyStart: framing.length,
    format: 'confluent-avro',
    ...(written && { schema: written }),
  },
})
