import { ConnectError, type FieldPath, type Needs, type Schema } from 'psconnect/plugin'
import { connectToAvro } from './avro-schema-of.ts'
import { isNamed } from './avro-type.ts'
import { compile, type Read } from './compile.ts'
import { ConnectSchemas } from './connect-schema.ts'
import { compileEncode, type Encode } from './encode.ts'
import { Measure } from './measure.ts'
import { parseTypes } from './parse-types.ts'
import { schemaText } from './schema-text.ts'
import { select } from './selection.ts'
import { unusable } from './unusable.ts'

/** A writer's schema as the registry serves it. */
export interface SchemaSource {
  readonly text: string
  /** The texts of the schemas it refers to, in the order of dependency: none refers to a later one. */
  readonly references?: readonly string[]
}

export interface AvroOptions {
  /** Confluent's `enhanced.avro.schema.support`: full names for the branches of unions, and enums written as enums. */
  readonly enhancedSchemaSupport: boolean
}

/** What one writer's schema means here: make it once per schema id. */
export interface AvroSchema {
  /** In Kafka Connect's terms. Of a recursive type it is cyclic: a struct's `fields` may lead back to themselves. */
  readonly schema: Schema
  /** The Avro schema as JSON text with all that it refers to, each type defined once: any Avro tool reads it. */
  readonly text: string
  /** The full name of its outermost type, where that has one. */
  readonly name?: string
  /** Compiles; keep what it returns. */
  reader(needs: Needs): AvroReader
  /** The body that `reader('all').read` gives `value` for. Throws RECORD_UNREADABLE naming the field that does not fit. */
  encode(value: unknown): Uint8Array
}

export interface AvroReader {
  /**
   * Reads the body from `start` to the end of `bytes`; byte arrays in the value are views of them. With 'nothing' the value is undefined.
   * Whatever is needed, the same bytes are refused: RECORD_UNREADABLE with the path of the field and the position in `bytes`.
   */
  readonly read: Read
  /** Those of the needed paths that this schema has no field for; they are left out of the value. */
  readonly missing: readonly FieldPath[]
}

/** Throws RECORD_UNREADABLE for a text that is no Avro schema, or one that Kafka Connect has no type for. */
export function parseSchema({ text, references = [] }: SchemaSource, options: AvroOptions): AvroSchema {
  try {
    return avroSchema(parseTypes(text, references), text, options)
  } catch (error) {
    if (ConnectError.is(error)) throw error
    // A SyntaxError of JSON.parse, or a RangeError where things are nested without measure.
    throw unusable([], error instanceof Error ? error.message : String(error))
  }
}

function avroSchema({ type, plain }: ReturnType<typeof parseTypes>, text: string, options: AvroOptions): AvroSchema {
  const measure = new Measure()
  measure.least(type)
  const fullNames = options.enhancedSchemaSupport
  let encode: Encode | undefined
  return {
    schema: new ConnectSchemas(fullNames).of(type),
    text: plain ? text : schemaText(type),
    ...(isNamed(type) && type.name !== undefined ? { name: type.name } : {}),
    reader(needs) {
      const { selection, missing } = select(type, needs, fullNames)
      return { read: compile(type, selection, { fullNames, measure }), missing }
    },
    encode(value) {
      encode ??= compileEncode(type, fullNames)
      return encode(value)
    },
  }
}

/** The Avro schema, as JSON text, for values that came with none; mapped as Confluent's AvroConverter does. Throws RECORD_UNREADABLE. */
export const avroSchemaOf = (schema: Schema, { enhancedSchemaSupport }: AvroOptions): string =>
  connectToAvro(schema, enhancedSchemaSupport)
