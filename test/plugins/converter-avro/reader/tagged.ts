/** Values in case files are JSON with tags for what JSON has not; test/cases/avro/make.py says which. */
export function untag(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(untag)
  if (typeof json !== 'object' || json === null) return json
  const [[tag, value] = ['', undefined]] = Object.entries(json)
  const read = tags[tag]
  if (read === undefined) throw new Error(`a case has the unknown tag ${tag}`)
  return read(value as never)
}

const tags: Readonly<Record<string, (value: never) => unknown>> = {
  struct: (fields: object) => Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, untag(inner)])),
  map: (entries: [unknown, unknown][]) => new Map(entries.map(([key, inner]) => [key, untag(inner)])),
  long: (digits: string) => BigInt(digits),
  bytes: (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex')),
  date: (milliseconds: number) => new Date(milliseconds),
  double: (text: string) => Number(text),
  decimal: (digits: string) => digits,
}
