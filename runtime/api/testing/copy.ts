/** A copy of a value to compare it with later. Prototypes stay what they are, unlike those of structuredClone. */
export function copy<T>(value: T): T {
  return copyAny(value, new Map()) as T
}

function copyAny(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known) return known
  if (value instanceof Uint8Array) return copyBytes(value)
  if (value instanceof Date) return new Date(value)
  if (value instanceof Map)
    return new Map(Array.from(value, ([key, item]) => [copyAny(key, seen), copyAny(item, seen)] as const))
  const made = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value))
  seen.set(value, made)
  for (const [name, item] of Object.entries(value))
    Object.defineProperty(made, name, {
      value: copyAny(item, seen),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  return made
}

/** Of the same class, with memory of its own: the slice of a Buffer has none. */
export const copyBytes = (bytes: Uint8Array): Uint8Array => Uint8Array.prototype.slice.call(bytes)
