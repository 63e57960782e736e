type Hide = <T>(value: T) => T

/** Returns a function that hides `secrets` wherever they stand in a value made of plain data. */
export function redactor(secrets: readonly string[]): Hide {
  // A longer secret may hold a shorter one, such as a whole JAAS entry its password.
  const texts = [...new Set(secrets)].filter(secret => secret !== '').toSorted((a, b) => b.length - a.length)
  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') return texts.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(hide)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [hide(key), hide(item)]))
  }
  return value => (texts.length === 0 ? value : (hide(value) as typeof value))
}

/** The secrets that are known by now. One that is no longer used stays hidden. */
export class Secrets {
  readonly #texts: Set<string>
  #redact: Hide

  constructor(texts: readonly string[]) {
    this.#texts = new Set(texts)
    this.#redact = redactor(texts)
  }

  /** For configurations that come while the worker runs. */
  add(texts: readonly string[]): void {
    for (const text of texts) this.#texts.add(text)
    this.#redact = redactor([...this.#texts])
  }

  /** Hides them wherever they stand in a value made of plain data. */
  hide<T>(value: T): T {
    return this.#redact(value)
  }
}
