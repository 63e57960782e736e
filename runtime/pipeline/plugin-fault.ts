import { types } from 'node:util'
import { ConnectError } from '../api/errors.ts'
import { reasonOf, textOf } from '../telemetry/log-record.ts'

/** The parts of a task that plugins are. A transform is called as the connector's file names it. */
export type Part =
  | 'source'
  | 'key converter'
  | 'value converter'
  | 'header converter'
  | `transform ${string}`
  | `predicate of transform ${string}`
  | 'sink'
  | 'dead-letter queue'

/** One method of one of them. */
export interface PluginCall {
  readonly part: Part
  readonly method: string
}

/** Says who somebody is that has to mend it: the part with its plugin's name, such as `value converter avro`. */
export type NameOf = (part: Part) => string

/** What a plugin threw: an error with a code says by itself what is wrong, of any other it is said whose it is. */
export function namedError(error: unknown, { part, method }: PluginCall, nameOf: NameOf): unknown {
  if (ConnectError.is(error)) return error
  const why = types.isNativeError(error) ? reasonOf(error) : `it threw ${textOf(error)}, which is no Error`
  return new ConnectError('PLUGIN_FAULT', `${method}() of the ${nameOf(part)} failed: ${why}`, { cause: error })
}

/** For a plugin that gave something else than it must. To be named as what it throws is. */
export const wrongResult = (expected: string, found: unknown): Error =>
  new TypeError(`it must ${expected}, and gave ${kindOf(found)}`)

/** The same where it concerns one record: who it was is said with that. */
export const wrongRecordResult = (method: string, expected: string, found: unknown): ConnectError =>
  new ConnectError('PLUGIN_FAULT', `${method}() must ${expected}, and gave ${kindOf(found)}`, { scope: 'record' })

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (isPromise(value)) return 'a promise'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Uint8Array) return 'bytes'
  if (typeof value !== 'object') return `a ${typeof value}`
  return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing in it'}`
}
