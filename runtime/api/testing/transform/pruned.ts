import type { Needs } from '../../needs.ts'
import type { SchemaAndValue } from '../../record.ts'

/** A value as a converter gives it that builds only what is needed. */
export function pruned(data: SchemaAndValue, needs: Needs): SchemaAndValue {
  if (needs === 'all' || data.value === null) return data
  const encoded = data.encoded ?? { bytes: Uint8Array.of(0), bodyStart: 0, format: 'contract' }
  if (needs === 'nothing') return { ...data, value: null, encoded }
  return { ...data, value: only(data.value, needs), encoded }
}

function only(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !isPlain(value)) return value
  const wanted = Object.entries(value).filter(([name]) => paths.some(([first]) => first === name))
  return Object.fromEntries(
    wanted.map(([name, item]) => {
      const rests = paths.filter(([first]) => first === name).map(path => path.slice(1))
      return [name, rests.some(rest => rest.length === 0) ? item : only(item, rests)]
    }),
  )
}

const isPlain = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null
