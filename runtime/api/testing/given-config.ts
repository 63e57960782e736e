import type { ConfigOf, ConfigSpec } from '../config-spec.ts'

/** What a file gives of a configuration; what is left out has its default. */
export type Given<S extends ConfigSpec> = Partial<ConfigOf<S>>

/** The configuration as the host hands it to `create`: frozen, with its defaults. */
export function completeConfig<S extends ConfigSpec>(spec: S, given: Given<S> = {}): ConfigOf<S> {
  const values = Object.entries(spec).map(([key, field]) => {
    const value = (given as Readonly<Record<string, unknown>>)[key] ?? structuredClone(field.default)
    if (value === undefined && field.required) throw new Error(`config misses ${key}, which has no default`)
    return [key, value] as const
  })
  return Object.freeze(Object.fromEntries(values)) as ConfigOf<S>
}
