/** Returns a function that hides `secrets` wherever they stand in a value made of plain data. */
export function redactor(secrets: readonly string[]): <T>(value: T) => T {
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
