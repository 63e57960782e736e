import type { Schema } from 'psconnect/plugin'

type Type = Schema['type']

/** What the JSON of schemas calls the types. */
export const typeNames: Readonly<Record<Type, string>> = {
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  int64: 'int64',
  float32: 'float',
  float64: 'double',
  boolean: 'boolean',
  string: 'string',
  bytes: 'bytes',
  struct: 'struct',
  array: 'array',
  map: 'map',
}

export const typesByName: ReadonlyMap<unknown, Type> = new Map(
  Object.entries(typeNames).map(([type, name]) => [name, type as Type]),
)
