import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'

/** From the least to the most. */
export const levels = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]

/** One line of the log before it is written. Plain data: it crosses threads. */
export interface LogRecord {
  readonly level: Level
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

export type WriteLog = (record: LogRecord) => void

/** A logger that adds `fields` to every line and hands it to `write`. */
export function loggerTo(write: WriteLog, fields: Readonly<Record<string, unknown>> = {}): Logger {
  const log =
    (level: Level) =>
    (own: object, message: string): void =>
      write({ level, time: Date.now(), fields: { ...fields, ...(copied(own, 0) as object) }, message })
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
}

/** What an error says of itself in one line, with what caused it. */
export const reasonOf = (error: unknown): string => readable(() => reasonIn(error, []))

function reasonIn(error: unknown, told: readonly Error[]): string {
  if (!(error instanceof Error)) return textOf(error)
  const own = textOf(error.message) || textOf(error.name)
  if (!hasCause(error, told)) return own
  const cause = readable(() => reasonIn(error.cause, [...told, error]))
  return own.includes(cause) ? own : `${own}: ${cause}`
}

/** All that an error says of itself, with stacks and with what caused it, as text of several lines. */
export const traceOf = (error: unknown): string => readable(() => traceIn(error, []))

function traceIn(error: unknown, told: readonly Error[]): string {
  if (!(error instanceof Error)) return textOf(error)
  const own = textOf(error.stack ?? reasonOf(error))
  return hasCause(error, told) ? `${own}\nCaused by: ${readable(() => traceIn(error.cause, [...told, error]))}` : own
}

/** One that has not been told: causes may go round in a circle. */
const hasCause = (error: Error, told: readonly Error[]): boolean =>
  error.cause !== undefined && error.cause !== error && !told.some(each => each === error.cause)

/** A value as text, whatever it is: plugins may throw anything, with all of a record in its message. */
export function textOf(value: unknown): string {
  try {
    const text = String(value)
    return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
  } catch {
    return `${typeof value} without a text`
  }
}

const longest = 10_000

/** Even to look at what was thrown may throw. */
function readable<T>(read: () => T): T | string {
  try {
    return read()
  } catch {
    return 'an error that cannot be read'
  }
}

const printable: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'undefined', 'object'])

/** Copies a value into what can be cloned and printed: an error becomes an object, anything that is not data its text. */
const plain = (value: unknown, depth = 0): unknown => readable(() => copied(value, depth))

function copied(value: unknown, depth: number): unknown {
  if (value instanceof Error) return plainError(value, depth)
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value !== 'object' || value === null) return printable.has(typeof value) ? value : String(value)
  if (depth > 5) return '…'
  if (Array.isArray(value)) return value.map(item => plain(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]))
}

const plainError = (error: Error, depth: number): object => ({
  type: textOf(error.name),
  message: textOf(error.message),
  ...(ConnectError.is(error) && { code: error.code }),
  stack: textOf(error.stack),
  ...(error.cause !== undefined && depth < 5 && { cause: plain(error.cause, depth + 1) }),
})
