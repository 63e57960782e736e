/** How jsonWriter writes what JSON has no one way to write. */
export interface JsonOptions {
  /** What an int64 becomes: a number with all its digits, which JavaScript's own JSON.parse would round, or a string of them. Default: number. */
  readonly longs?: 'number' | 'string'
  /** What NaN and the infinities, which JSON has not, become: null, or the strings "NaN", "Infinity" and "-Infinity". Default: null. */
  readonly nonFinite?: 'null' | 'string'
  /** What a decimal becomes: a number with all its digits, or the base64 of its unscaled value, as Kafka Connect has it. Default: number. */
  readonly decimals?: 'number' | 'base64'
  /** Whether the default of its schema stands for a value that is null. Default: false. */
  readonly nullAsDefault?: boolean
  /** A value whose JSON has more bytes is refused, and not built beyond them. */
  readonly maxBytes?: number
  /** Memory for so many bytes of JSON, to be written at once. Without it, each value has memory of its own. */
  readonly room?: (bytes: number) => Uint8Array
}
