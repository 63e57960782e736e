import { openLog } from '../telemetry/log.ts'
import type { LogLevels } from '../telemetry/log-levels.ts'
import type { WriteLog } from '../telemetry/log-record.ts'
import { redactor } from '../telemetry/redact.ts'
import { Terminal } from '../telemetry/terminal.ts'

/** Where everything the worker says goes. */
export interface Output {
  readonly write: WriteLog
  readonly redact: <T>(value: T) => T
  /** Only where a person looks on. */
  readonly terminal?: Terminal
}

export function openOutput(secrets: readonly string[], levels: LogLevels): Output {
  const { stdout } = process
  // Whoever read the log is gone; that is no reason to stop carrying records.
  stdout.on('error', () => undefined)
  const redact = redactor(secrets)
  if (!stdout.isTTY)
    return { redact, write: openLog({ write: line => stdout.write(line), terminal: false, secrets, levels }) }
  const terminal = new Terminal(stdout)
  return { redact, terminal, write: openLog({ write: line => terminal.write(line), terminal: true, secrets, levels }) }
}
