import { ConnectError } from 'psconnect/plugin'

const maximalDepth = 500
/** JSON's blanks, by code. */
const [space, tab, newline, carriageReturn] = [32, 9, 10, 13]
const [minus, zero, nine] = [45, 48, 57]
const [quote, backslash, comma, colon] = [34, 92, 44, 58]
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93]

/** What becomes of a number, given its text; undefined where nothing can. */
export type NumberOf = (text: string) => unknown

/**
 * Reads JSON as JSON.parse does, but `numberOf` gets each number's own digits, nesting is bounded, and errors say where, not what.
 * (With a reviver, JSON.parse shows the digits too, and takes twice as long.)
 */
export class JsonReader {
  readonly #text: string
  readonly #number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
  readonly #word = /true|false|null/y
  #depth = 0
  /** Where in the text the next character is. */
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(numberOf: NumberOf): unknown {
    const code = this.#next()
    if (code === quote) return this.#string()
    if (code === openBrace) return this.#object(numberOf)
    if (code === openBracket) return this.#array(numberOf)
    if (code === minus || (code >= zero && code <= nine)) return this.#numeral(numberOf)
    return JSON.parse(this.#match(this.#word))
  }

  isObject(): boolean {
    return this.#next() === openBrace
  }

  /** Reads an object, whose values `read` must read. */
  members(read: (key: string) => void): void {
    this.#enter()
    this.#expect(openBrace)
    if (this.#next() === closeBrace) this.at++
    else
      do {
        if (this.#next() !== quote) throw this.#unexpected()
        const key = this.#string()
        this.#expect(colon)
        read(key)
      } while (this.#goesOn(closeBrace))
    this.#depth--
  }

  /** Reads a value and gives its text. */
  source(): string {
    this.#next()
    const start = this.at
    this.value(text => text)
    return this.#text.slice(start, this.at)
  }

  /** Whether this text comes next; if so, it is passed over. */
  skips(text: string): boolean {
    this.#next()
    const found = this.#text.startsWith(text, this.at)
    if (found) this.at += text.length
    return found
  }

  end(): void {
    if (!Number.isNaN(this.#next())) throw this.#unexpected()
  }

  #object(numberOf: NumberOf): unknown {
    const object: Record<string, unknown> = {}
    this.members(key => {
      setOwn(object, key, this.value(numberOf))
    })
    return object
  }

  #array(numberOf: NumberOf): unknown[] {
    const items: unknown[] = []
    this.#enter()
    this.#expect(openBracket)
    if (this.#next() === closeBracket) this.at++
    else
      do items.push(this.value(numberOf))
      while (this.#goesOn(closeBracket))
    this.#depth--
    return items
  }

  #string(): string {
    const text = this.#text
    const start = this.at + 1
    let end = start
    let escapes = false
    for (let code = text.charCodeAt(end); code !== quote; code = text.charCodeAt(end)) {
      if (!(code >= space)) {
        this.at = end
        throw this.#unexpected()
      }
      if (code === backslash) {
        escapes = true
        end++
      }
      end++
    }
    this.at = end + 1
    return escapes ? this.#unescaped(start - 1, end + 1) : text.slice(start, end)
  }

  #unescaped(start: number, end: number): string {
    try {
      return JSON.parse(this.#text.slice(start, end))
    } catch {
      this.at = start
      throw this.#unreadable('a string with an unknown escape')
    }
  }

  #numeral(numberOf: NumberOf): unknown {
    const start = this.at
    const value = numberOf(this.#match(this.#number))
    if (value !== undefined) return value
    this.at = start
    throw this.#unreadable('a number beyond what a double or 1,000 digits hold')
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    if (!pattern.test(this.#text)) throw this.#unexpected()
    const start = this.at
    this.at = pattern.lastIndex
    return this.#text.slice(start, this.at)
  }

  /** The code of the next character that is no blank; NaN at the end. */
  #next(): number {
    let code = this.#text.charCodeAt(this.at)
    while (code === space || code === newline || code === carriageReturn || code === tab)
      code = this.#text.charCodeAt(++this.at)
    return code
  }

  #expect(code: number): void {
    if (this.#next() !== code) throw this.#unexpected()
    this.at++
  }

  /** Passes over a comma, or over what closes. */
  #goesOn(close: number): boolean {
    const code = this.#next()
    if (code !== comma && code !== close) throw this.#unexpected()
    this.at++
    return code === comma
  }

  #enter(): void {
    if (++this.#depth > maximalDepth) throw this.#unreadable(`more than ${maximalDepth} values within each other`)
  }

  #unexpected(): ConnectError {
    return this.#unreadable(this.at >= this.#text.length ? 'its end' : 'a character that cannot stand there')
  }

  #unreadable(found: string): ConnectError {
    const position = Buffer.byteLength(this.#text.slice(0, this.at))
    return new ConnectError('RECORD_UNREADABLE', `not JSON: found ${found} at character ${this.at + 1}`, { position })
  }
}

/** Also where the key is `__proto__`, which is a field like any other. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}
