import type { Schema } from 'psconnect/plugin'
import type { JsonReader } from './json-reader.ts'
import { readSchema } from './schema-from-json.ts'

interface KnownSchema {
  readonly text: string
  readonly schema: Schema
}

/** Characters that all known schemas have together at most. */
const maximalText = 2 ** 23

/** Reads each schema once, as most records repeat one: it is recognised by its text, which ends where its last brace closes it. */
export class KnownSchemas {
  readonly #limit: number
  /** The latest first. */
  #known: readonly KnownSchema[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  read(reader: JsonReader): Schema | null {
    if (reader.skips('null')) return null
    const known = this.#known.find(({ text }) => reader.skips(text))
    if (known) return known.schema
    // A copy, since a piece of the record's text would keep all of it in memory.
    const text = Buffer.from(reader.source()).toString()
    const schema = readSchema(text)
    this.#remember({ text, schema })
    return schema
  }

  #remember(latest: KnownSchema): void {
    let total = 0
    this.#known = [latest, ...this.#known]
      .slice(0, this.#limit)
      .filter(({ text }) => (total += text.length) <= maximalText)
  }
}
