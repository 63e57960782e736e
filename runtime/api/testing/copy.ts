/** A copy of a value to compare it with later. Prototypes stay what they are, unlike those of structuredClone. */
export function copy<T>(value: T): T {
  return copyAny(value) as T
}

function copyAny(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return value.slice()
  if (value instanceof Date) return new Date(value)
  if (Array.isArray(value)) return value.map(copyAny)
  if (value instanceof Map) return new Map([...value].map(pair => [copyAny(pair[0]), copyAny(pair[1])]))
  const made = Object.create(Object.getPrototypeOf(value))
  for (const [name, item] of Object.entries(value))
    Object.defineProperty(made, name, { value: copyAny(item), enumerable: true, writable: true, configurable: true })
  return made
}
