/** The types of Kafka's ConfigDef, by which a value's text is read. `long` gives a number while it is exact, as all of ours are. */
export type ConfigType = 'string' | 'int' | 'long' | 'boolean' | 'list' | 'password'
/** How much it matters to whoever fills in a form. */
export type Importance = 'high' | 'medium' | 'low'

/** How one key of a configuration is typed, checked, defaulted, documented and redacted. */
export interface Field<T> {
  readonly type: ConfigType
  /** What the parsed value must satisfy beyond its type, as JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>
  /** One or two sentences: what it means, in which unit, and what happens without it. */
  readonly doc: string
  readonly importance: Importance
  readonly group: string
  readonly secret: boolean
  readonly required: boolean
  readonly default?: T
  /** Other spellings of the key that mean the same. */
  readonly aliases: readonly string[]
  /** Values a form may offer. */
  readonly recommended: readonly string[]
  /** Set on a key that stands for every key starting with it; its value is a map of the rests. */
  readonly prefix?: true
  /** What is wrong with this text beyond what a schema can say, or undefined. */
  readonly problem?: (text: string) => string | undefined
}

/** By key. A field whose `prefix` is set has a key that ends with a dot. */
export type ConfigSpec = Readonly<Record<string, Field<unknown>>>
/** The configuration that a specification describes, as `create` gets it: values by key, checked, with defaults, frozen. */
export type ConfigOf<S extends ConfigSpec> = { readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never }

/**
 * Keys that a Java plugin knows and that do nothing here, as whoever gives them is told; one that ends with a dot stands for all that start
 * with it.
 */
export interface NoEffect {
  readonly keys: readonly string[]
  /** Goes on after "has no effect here:". */
  readonly because: string
}

/** What is wrong with one key, as a sentence that goes on after the key: "must be one of a, b". */
export interface Problem {
  readonly key: string
  readonly message: string
}

interface Common {
  doc: string
  importance?: Importance
  group?: string
  aliases?: readonly string[]
  recommended?: readonly string[]
  problem?: (text: string) => string | undefined
}
/** No default and not optional: the key is required. Optional without a default: the value may be undefined. */
type Options<T> = Common & ({ default: T; optional?: never } | { optional?: never; default?: never })
type OptionalOptions = Common & { optional: true; default?: never }

interface Range {
  minimum?: number
  maximum?: number
}

/** Text, without the blanks around it. */
export function string(options: OptionalOptions): Field<string | undefined>
export function string(options: Options<string>): Field<string>
export function string(options: Options<string> | OptionalOptions): Field<string> | Field<string | undefined> {
  return field<string>('string', { type: 'string' }, options)
}

/** Like `string`, but never shown: in logs, in the dry run, in status. */
export function password(options: OptionalOptions): Field<string | undefined>
export function password(options: Options<string>): Field<string>
export function password(options: Options<string> | OptionalOptions): Field<string> | Field<string | undefined> {
  return field<string>('password', { type: 'string' }, options)
}

/** `true` or `false`, in capitals too. */
export function boolean(options: OptionalOptions): Field<boolean | undefined>
export function boolean(options: Options<boolean>): Field<boolean>
export function boolean(options: Options<boolean> | OptionalOptions): Field<boolean> | Field<boolean | undefined> {
  return field<boolean>('boolean', { type: 'boolean' }, options)
}

/** A 32-bit integer, as Kafka's INT. */
export function int(options: OptionalOptions & Range): Field<number | undefined>
export function int(options: Options<number> & Range): Field<number>
export function int(options: (Options<number> | OptionalOptions) & Range): Field<number> | Field<number | undefined> {
  const { minimum = -(2 ** 31), maximum = 2 ** 31 - 1 } = options
  return field<number>('int', { type: 'integer', minimum, maximum }, options)
}

/** A whole number; Kafka's LONG. Text beyond 2^53 (such as Long.MAX_VALUE) becomes the nearest double. */
export function long(options: OptionalOptions & Range): Field<number | undefined>
export function long(options: Options<number> & Range): Field<number>
export function long(options: (Options<number> | OptionalOptions) & Range): Field<number> | Field<number | undefined> {
  const { minimum = -(2 ** 63), maximum = 2 ** 63 } = options
  return field<number>('long', { type: 'integer', minimum, maximum }, options)
}

/** Comma-separated text; blanks around items are dropped, and so are empty items. */
export function list(options: OptionalOptions): Field<readonly string[] | undefined>
export function list(options: Options<readonly string[]>): Field<readonly string[]>
export function list(
  options: Options<readonly string[]> | OptionalOptions,
): Field<readonly string[]> | Field<readonly string[] | undefined> {
  return field<readonly string[]>('list', { type: 'array', items: { type: 'string' } }, options)
}

/** One of a few texts, written exactly so. */
export const oneOf = <const V extends string>(values: readonly V[], options: Options<V>): Field<V> =>
  field<V>('string', { type: 'string', enum: values }, { recommended: values, ...options })

/** Every key that starts with this one's (which ends with a dot), as a map from the rest of the key to its text. */
export const mapOf = (options: Common): Field<Readonly<Record<string, string>>> => ({
  ...field<Readonly<Record<string, string>>>(
    'string',
    { type: 'object', additionalProperties: { type: 'string' } },
    { ...options, default: {} },
  ),
  prefix: true,
})

function field<T>(
  type: ConfigType,
  schema: Readonly<Record<string, unknown>>,
  options: Common & { default?: T; optional?: boolean },
): Field<T> {
  const { doc, importance = 'medium', group = 'General', aliases = [], recommended = [] } = options
  return {
    type,
    schema,
    doc,
    importance,
    group,
    aliases,
    recommended,
    secret: type === 'password',
    required: options.default === undefined && options.optional !== true,
    ...(options.default !== undefined && { default: options.default }),
    ...(options.problem && { problem: options.problem }),
  }
}
