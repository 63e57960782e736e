import avro from 'avsc'
import { ConnectError, type Schema } from 'psconnect/plugin'
import { connectSchema } from './connect-schema.ts'
import { exactLong } from './exact-long.ts'

export interface KnownSchema {
  readonly type: avro.Type
  readonly schema: Schema
  readonly text: string
}

/** A stream has a handful of schemas. One that has a new one with each message must not fill the memory. */
const most = 100

/** What was made of each schema's text, so that it is made once and not for every message. */
export class SchemaTable {
  readonly #known = new Map<string, KnownSchema>()

  /** Throws RECORD_UNREADABLE where the text is no schema. */
  get(text: string): KnownSchema {
    const known = this.#known.get(text) ?? parse(text)
    if (this.#known.size >= most) this.#known.clear()
    this.#known.set(text, known)
    return known
  }
}

function parse(text: string): KnownSchema {
  try {
    // avsc adds each type it meets to the registry.
    const type = avro.Type.forSchema(JSON.parse(text), { registry: { long: exactLong } })
    return { type, schema: connectSchema(type), text }
  } catch (error) {
    throw new ConnectError('RECORD_UNREADABLE', `the schema of the message cannot be used: ${String(error)}`)
  }
}
