import type { Level, LogRecord } from './log-record.ts'

const colours: Readonly<Record<Level, string>> = { debug: '\x1b[2m', info: '', warn: '\x1b[33m', error: '\x1b[31m' }
const plainColour = '\x1b[0m'

/**
 * A line of the log for people: time, level, who speaks, what; errors below. What has a code needs no stack to be understood, and
 * what the message says already is not said again.
 */
export function readable({ level, time, fields, message }: LogRecord): string {
  const { connector, task, err, ...rest } = fields
  const speaker = [connector, task].filter(part => part !== undefined).map(textOf)
  const details = Object.entries(rest)
    .filter(([, value]) => !(typeof value === 'string' && message.includes(value)))
    .map(([key, value]) => ` ${key}=${textOf(value)}`)
  const colour = colours[level]
  const name = `${colour}${level.toUpperCase().padEnd(5)}${colour && plainColour}`
  return `${clock(time)} ${name} ${speaker.length > 0 ? `[${speaker.join('/')}] ` : ''}${message}${details.join('')}${errorText(err, message)}`
}

/** Local time to the millisecond: 21:04:05.678. */
function clock(time: number): string {
  const local = time - new Date(time).getTimezoneOffset() * 60_000
  return new Date(local).toISOString().slice(11, 23)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Errors of JavaScript itself are mostly mistakes in code, of which the stack tells the place. */
const builtIn = /^(|Aggregate|Eval|Range|Reference|Syntax|Type|URI)Error$/

function errorText(err: unknown, said: string): string {
  if (err === undefined) return ''
  if (typeof err !== 'object' || err === null) return `\n  ${textOf(err)}`
  const fields = err as ErrorFields
  const own = ownText(fields, said)
  return `${own === '' ? '' : `\n  ${own.replaceAll('\n', '\n  ')}`}${errorText(fields.cause, said)}`
}

function ownText({ type = 'Error', code, stack, message = '' }: ErrorFields, said: string): string {
  const isSaid = said.includes(message)
  if (code !== undefined) return isSaid ? code : `${code}: ${message}`
  return isSaid && !builtIn.test(type) ? '' : (stack ?? message)
}

interface ErrorFields {
  readonly type?: string
  readonly code?: string
  readonly stack?: string
  readonly message?: string
  readonly cause?: unknown
}
