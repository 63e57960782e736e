import { Ajv, type ErrorObject } from 'ajv'
import type { ConfigType, Field } from '../api/config-spec.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'
import { namesSecret } from './secrets.ts'

/** The typed value of a field's entries: of one, or, where the field is a prefix, the map of all. Reports what is wrong. */
export function checkValue(field: Field<unknown>, entries: readonly Entry[], report: Report): unknown {
  if (field.prefix) return Object.fromEntries(entries.map(entry => [entry.key, checkEntry(field, entry, report)]))
  return entries[0] && checkEntry(field, entries[0], report)
}

function checkEntry(field: Field<unknown>, entry: Entry, report: Report): unknown {
  if (entry.faulty) return undefined
  const text = entry.text.trim()
  const value = parse[field.type](text)
  const problem = value === undefined ? expected[field.type] : (broken(field, value) ?? field.problem?.(text))
  if (problem === undefined) return value
  const secret = field.secret || entry.secret || namesSecret(entry.key)
  const said = secret ? `${report.redact(problem)} (found [hidden])` : `${problem} (found ${JSON.stringify(text)})`
  report.error(entry, `${entry.writtenAs} ${said}`)
  return undefined
}

/** By Kafka's rules; undefined where the text is not of the type. */
const parse: Readonly<Record<ConfigType, (text: string) => unknown>> = {
  string: text => text,
  password: text => text,
  int: wholeNumber,
  long: wholeNumber,
  boolean: text => ({ true: true, false: false })[text.toLowerCase()],
  list: text =>
    text
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== ''),
}

function wholeNumber(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

const expected: Readonly<Record<ConfigType, string>> = {
  string: 'must be text',
  password: 'must be text',
  int: 'must be a whole number',
  long: 'must be a whole number',
  boolean: 'must be true or false',
  list: 'must be a list',
}

const ajv = new Ajv({ strict: true })

function broken({ schema, prefix }: Field<unknown>, value: unknown): string | undefined {
  // The schema of a prefix is that of the whole map, whose values are any text.
  const check = prefix ? undefined : ajv.compile(schema)
  return !check || check(value) ? undefined : check.errors?.map(describe).join(' and ')
}

function describe({ keyword, params, message = 'is not valid' }: ErrorObject): string {
  switch (keyword) {
    case 'enum':
      return `must be one of ${(params.allowedValues as string[]).join(', ')}`
    case 'minimum':
      return `must be at least ${params.limit}`
    case 'maximum':
      return `must be at most ${params.limit}`
    default:
      return message
  }
}
