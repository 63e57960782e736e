import type { FieldPath } from 'psconnect/plugin'

/** A value without the fields that no path leads to. */
export function restricted(value: unknown, paths: readonly FieldPath[]): unknown {
  if (value === null || paths.some(path => path.length === 0)) return value
  const names = new Set(paths.map(([name]) => name))
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([name]) => names.has(name))
      .map(([name, inner]) => {
        const below = paths.filter(([first]) => first === name).map(([, ...rest]) => rest)
        return [name, restricted(inner, below)]
      }),
  )
}
