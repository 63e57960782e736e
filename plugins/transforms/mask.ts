import { logicalNames, type Schema } from 'psconnect/plugin'
import type { Subject } from './key-or-value.ts'
import { isDecimalText, isWholeType, narrowed, wholeOfDecimal } from './numbers.ts'
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
  if (typeof value === 'string') return isDecimal(schema) ? '0' : ''
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
  if (!isDecimalText(replacement)) return refuse(subject, `cannot put ${replacement} in place of a number`)
  if (typeof value === 'string') return replacement
  const type = schema?.type ?? typeOf(value)
  if (isWholeType(type)) return narrowed(wholeOfDecimal(replacement), type)
  return type === 'float32' ? Math.fround(Number(replacement)) : Number(replacement)
}

/** Without a schema. Numbers beyond 32 bits are the same in 64 as a double, as far as they are exact. */
function typeOf(value: unknown): Schema['type'] {
  if (typeof value === 'bigint') return 'int64'
  return Number.isInteger(value) ? 'int32' : 'float64'
}

const isDecimal = (schema: Schema | undefined): boolean => schema?.name === logicalNames.decimal
