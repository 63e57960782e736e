/** Parses JSON so that whole numbers beyond 2^53 are bigints, and exact. */
export const parseExactly = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '')
      : value,
  )

/** The first field of an alert, as Avro has it, that is not the same in JSON; undefined where all are. */
export function differenceOf(json: unknown, avro: unknown, path = ''): string | undefined {
  if (!hasParts(avro)) return isSame(json, avro) ? undefined : path
  if (!hasParts(json)) return path
  for (const [name, value] of Object.entries(avro)) {
    const difference = differenceOf(json[name], value, path === '' ? name : `${path}.${name}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

const hasParts = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

/** JSON has fewer kinds of values, and the fewest digits of a 32-bit float. */
function isSame(json: unknown, avro: unknown): boolean {
  if (avro instanceof Uint8Array) return json === Buffer.from(avro).toString('base64')
  if (typeof avro === 'bigint') return (typeof json === 'bigint' || typeof json === 'number') && BigInt(json) === avro
  if (typeof avro !== 'number') return json === avro
  return Number.isNaN(avro) ? json === null : json === avro || Math.fround(json as number) === avro
}
