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

function errorText(err: unknown, said: string): string {
  if (typeof err !== 'object' || err === null) return err === undefined ? '' : `\n  ${textOf(err)}`
  const {
    code,
    stack,
    message = '',
    cause,
  } = err as { code?: string; stack?: string; message?: string; cause?: unknown }
  const coded = said.includes(message) ? code : `${code}: ${message}`
  const own = (code === undefined ? (stack ?? message) : coded) ?? ''
  return `\n  ${own.replaceAll('\n', '\n  ')}${errorText(cause, said)}`
}
