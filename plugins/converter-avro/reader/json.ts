export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json }

/** As JSON.parse, but whole numbers that a double cannot hold become bigints. */
export function parseJson(text: string): Json {
  return JSON.parse(text, exactly) as Json
}

/** V8 hands a third argument to revivers, which its types do not know of yet. */
const exactly = ((_key: string, value: unknown, context: { readonly source?: string }): unknown => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return /^-?\d+$/.test(context.source ?? '') ? BigInt(context.source ?? '') : value
}) as Parameters<typeof JSON.parse>[1]

/** The inverse of `parseJson`. */
export const printJson = (json: Json): string =>
  JSON.stringify(json, (_key, value: unknown) => (typeof value === 'bigint' ? withRaw.rawJSON(String(value)) : value))

const withRaw = JSON as unknown as { rawJSON(text: string): unknown }

export function isObject(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
