import type { ConnectError } from '../../errors.ts'
import type { ConnectRecord } from '../../record.ts'
import type { Transform } from '../../transform.ts'
import { describeError, isRecordError } from '../errors.ts'

/** What a transform has made of a record; `wrong` is what none may. */
export type Outcome =
  | { readonly kind: 'record'; readonly record: ConnectRecord }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'refused'; readonly error: ConnectError }
  | { readonly kind: 'wrong'; readonly what: string }

export function outcomeOf(transform: Transform, record: ConnectRecord): Outcome {
  let made: unknown
  try {
    made = transform.apply(record)
  } catch (error) {
    return isRecordError(error)
      ? { kind: 'refused', error }
      : wrong(`threw no record error, but ${describeError(error)}`)
  }
  if (made === null) return { kind: 'dropped' }
  if (made instanceof Promise) return wrong('returned a promise')
  if (typeof made !== 'object') return wrong(`returned ${typeof made}`)
  const what = flawOf(made)
  return what === undefined ? { kind: 'record', record: made as ConnectRecord } : wrong(what)
}

const wrong = (what: string): Outcome => ({ kind: 'wrong', what })

/** What is wrong with the shape of a record. */
function flawOf({ topic, timestamp, key, value, headers, original }: Partial<ConnectRecord>): string | undefined {
  if (typeof topic !== 'string' || topic === '') return 'returned a record without a topic'
  if (timestamp !== null && typeof timestamp !== 'bigint')
    return 'returned a record whose timestamp is neither a bigint nor null'
  if (!isData(key)) return 'returned a record whose key is not { schema, value }'
  if (!isData(value)) return 'returned a record whose value is not { schema, value }'
  if (!Array.isArray(headers) || !headers.every(header => typeof header.key === 'string' && isData(header.value)))
    return 'returned a record whose headers are not a list of { key, value: { schema, value } }'
  return original ? undefined : 'returned a record without `original`'
}

const isData = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'schema' in data && 'value' in data

export const describeOutcome = (outcome: Outcome): string => {
  if (outcome.kind === 'record') return 'let it pass'
  if (outcome.kind === 'dropped') return 'dropped it'
  return outcome.kind === 'refused' ? `refused it (${outcome.error.message})` : outcome.what
}
