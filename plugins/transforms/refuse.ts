import { ConnectError } from 'psconnect/plugin'
import type { Subject } from './key-or-value.ts'

/** Refuses the record: `errors.tolerance` decides what becomes of it. */
export function refuse({ transform }: Pick<Subject, 'transform'>, why: string): never {
  throw new ConnectError('RECORD_REFUSED', `${transform} ${why}`)
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Date) return 'a date'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`
}
