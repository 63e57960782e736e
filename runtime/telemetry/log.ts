import { pino } from 'pino'
import { LogLevels } from './log-levels.ts'
import type { LogRecord, WriteLog } from './log-record.ts'
import { readable } from './readable.ts'
import type { Secrets } from './redact.ts'

export interface LogOptions {
  /** Takes one line, with its end. */
  readonly write: (line: string) => void
  /** Readable lines for people, else one JSON object a line. */
  readonly terminal: boolean
  /** Texts that must appear in no line. */
  readonly secrets: Secrets
  /** Which lines are written; from info on if it is not said. */
  readonly levels?: LogLevels
}

/** The only place that writes the log; runs on the main thread. */
export function openLog({ write, terminal, secrets, levels = new LogLevels('info') }: LogOptions): WriteLog {
  const hide = (record: LogRecord) => ({
    ...record,
    ...secrets.hide({ fields: record.fields, message: record.message }),
  })
  if (terminal) return record => levels.writes(record) && write(`${readable(hide(record))}\n`)
  const log = pino(
    {
      base: null,
      level: 'debug',
      timestamp: false,
      messageKey: 'message',
      formatters: { level: label => ({ level: label }) },
      // An error is plain data by now.
      serializers: { err: (err: unknown) => err },
    },
    { write },
  )
  return record => {
    if (!levels.writes(record)) return
    const { level, time, fields, message } = hide(record)
    log[level]({ time: new Date(time).toISOString(), ...fields }, message)
  }
}
