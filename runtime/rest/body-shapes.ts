import { Refusal } from './exchange.ts'

/** What a body must be; each refuses with 400 and says what was expected. No value is quoted: it may be a password. */

export function readObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Refusal(400, `${what} must be a JSON object`)
}

/** An object with these members and no others. */
export function readMembers(value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  const members = readObject(value, 'the body')
  for (const name of Object.keys(members))
    if (!names.includes(name))
      throw new Refusal(400, `the body has an unknown member ${JSON.stringify(name)}; there are ${names.join(', ')}`)
  return members
}

/** A flat map of texts; numbers and switches may stand without quotes. */
export function readTexts(value: unknown, what: string): Readonly<Record<string, string>> {
  const texts = readChanges(value, what)
  const empty = Object.keys(texts).find(key => texts[key] === null)
  if (empty !== undefined) throw new Refusal(400, `${empty} in ${what} must not be null`)
  return texts as Readonly<Record<string, string>>
}

/** The same, but null is a value. */
export function readChanges(value: unknown, what: string): Readonly<Record<string, string | null>> {
  const entries = Object.entries(readObject(value, what)).map(([key, text]): [string, string | null] => {
    if (text === null || typeof text === 'string') return [key, text]
    if (typeof text === 'boolean') return [key, String(text)]
    throw new Refusal(400, `${key} in ${what} must be text, a number, true or false`)
  })
  return Object.fromEntries(entries)
}

export function readText(value: unknown, what: string): string {
  if (typeof value === 'string') return value
  throw new Refusal(400, `${what} must be text`)
}

/** A switch in the query: true or false, in any case; false where it is not there. */
export function readSwitch(query: URLSearchParams, name: string): boolean {
  const text = (query.get(name) ?? 'false').toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  throw new Refusal(400, `${name} must be true or false`)
}
