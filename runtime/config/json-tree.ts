import { lineOf } from './entries.ts'

/** A value of a JSON text and where it stands. Numbers, true and false are as written: `1e3` stays `1e3`. */
export type JsonNode = { readonly line: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'null' | 'list' }
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
)

/** In the order of the text, repeated keys and all. */
export interface JsonMember {
  readonly key: string
  readonly line: number
  readonly value: JsonNode
}

/** Its message says what was expected, never what was found: that may be a password. */
export class JsonError extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Throws JsonError. `JSON.parse` would lose the lines, how numbers are written, and all but the last of equal keys. */
export function parseJson(text: string): JsonNode {
  const reader = new Reader(text.replaceAll(/\r\n?/g, '\n'))
  const node = reader.value()
  reader.expect(/$/y, 'the end of the file')
  return node
}

const string = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)(?![\w.+-])/y

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): JsonNode {
    this.#take(/[ \t\n]*/y)
    const line = lineOf(this.#text, this.#at)
    const quoted = this.#take(string)
    if (quoted !== undefined) return { kind: 'text', text: JSON.parse(quoted) as string, line }
    const text = this.#take(scalar)
    if (text !== undefined) return { kind: 'text', text, line }
    if (this.#take(/null\b/y)) return { kind: 'null', line }
    if (this.#take(/\{/y)) return { kind: 'object', members: this.#items(/\}/y, () => this.#member()), line }
    if (!this.#take(/\[/y)) throw this.#error('a value')
    this.#items(/\]/y, () => this.value())
    return { kind: 'list', line }
  }

  expect(pattern: RegExp, what: string): string {
    this.#take(/[ \t\n]*/y)
    const found = this.#take(pattern)
    if (found === undefined) throw this.#error(what)
    return found
  }

  #member(): JsonMember {
    const key = JSON.parse(this.expect(string, 'a key in double quotes')) as string
    const line = lineOf(this.#text, this.#at)
    this.expect(/:/y, 'a colon')
    return { key, line, value: this.value() }
  }

  #items<T>(end: RegExp, item: () => T): T[] {
    const items: T[] = []
    this.#take(/[ \t\n]*/y)
    if (this.#take(end) !== undefined) return items
    do items.push(item())
    while (this.expect(new RegExp(`,|${end.source}`, 'y'), 'a comma or the end of the list') === ',')
    return items
  }

  /** Passes over what stands here, if it does. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  #error(expected: string): JsonError {
    return new JsonError(lineOf(this.#text, this.#at), `is not valid JSON: ${expected} is expected here`)
  }
}
