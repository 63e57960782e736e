import { logicalNames, type Schema } from 'psconnect/plugin'
import type { Subject } from './key-or-value.ts'
import { isDecimalText, isWholeType, narrowed, scaled, wholeOfDecimal } from './numbers.ts'
import { kindOf, refuse } from './refuse.ts'

export interface Masking {
  /** Of the field. */
  readonly name: string
  readonly replacement: string | undefined
  readonly schema: Schema | undefined
  readonly subject: Subject
}

/** What a value that is not null becomes. */
export function mask(value: unknown, masking: Masking): unknown {
  const { name, replacement, subject } = masking
  const masked = replacement === undefined ? emptied(value, masking) : replaced(value, replacement, masking)
  return masked ?? refuse(subject, `cannot mask the field ${name}, which is ${kindOf(value)}`)
}

/** Undefined of what cannot be masked. */
function emptied(value: unknown, { schema }: Masking): unknown {
  if (typeof value === 'boolean') return false
  if (typeof value === 'number') return 0
  if (typeof value === 'bigint') return 0n
  if (typeof value === 'string') return isDecimal(schema) ? scaled('0', scaleOf(schema)) : ''
  return emptiedObject(value, schema)
}

function emptiedObject(value: unknown, schema: Schema | undefined): unknown {
  if (value instanceof Date) return new Date(0)
  if (Array.isArray(value)) return []
  if (value instanceof Map) return new Map()
  return schema === undefined && kindOf(value) === 'a map' ? {} : undefined
}

/** Undefined of what is neither a number nor text. */
function replaced(value: unknown, replacement: string, { schema, subject }: Masking): unknown {
  if (typeof value === 'string' && !isDecimal(schema)) return replacement
  if (!['number', 'bigint', 'string'].includes(typeof value)) return undefined
  const made = typeof value === 'string' ? scaled(replacement, scaleOf(schema)) : numberOf(replacement, value, schema)
  return made ?? refuse(subject, `cannot put ${replacement} in place of this number`)
}

/** Undefined where the text is no number. Without a schema, a whole number stays one. */
function numberOf(text: string, like: unknown, schema: Schema | undefined): number | bigint | undefined {
  if (!isDecimalText(text)) return undefined
  const type = schema?.type ?? (typeof like === 'bigint' || Number.isInteger(like) ? 'int64' : 'float64')
  if (!isWholeType(type)) return type === 'float32' ? Math.fround(Number(text)) : Number(text)
  const whole = narrowed(wholeOfDecimal(text), type)
  return typeof like === 'number' ? Number(whole) : whole
}

const scaleOf = (schema: Schema | undefined): number => Number(schema?.parameters?.['scale'] ?? 0)

const isDecimal = (schema: Schema | undefined): boolean => schema?.name === logicalNames.decimal
