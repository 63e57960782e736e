/** A value cannot be written: what was expected and found, and, put together on the way out, where. */
export class Misfit extends Error {
  path = ''

  /** Thrown on by a container, which is what knows the place. */
  within(place: string): this {
    this.path = place + this.path
    return this
  }
}

export const misfit = (expected: string, value: unknown): Misfit =>
  new Misfit(`expected ${expected}, found ${described(value)}`)

/** Not the value itself, which may be long or secret. */
function described(value: unknown): string {
  if (value === null || value === undefined) return 'no value'
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Map || value instanceof Date) return `a ${value.constructor.name}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Adds the place to an error of what stands there. */
export const placed = (error: unknown, place: string): unknown =>
  error instanceof Misfit ? error.within(place) : error
