import { stripVTControlCharacters } from 'node:util'
import type { LogRecord } from '../../telemetry/log-record.ts'
import { readable } from '../../telemetry/readable.ts'

/** What a converter, or a client, has to log, beside what is asked for. */
export function tellLog(record: LogRecord): void {
  if (record.level === 'debug') return
  const text = readable(record)
  console.error(process.stderr.isTTY ? text : stripVTControlCharacters(text))
}
