import { openLog } from '../telemetry/log.ts'
import type { LogLevels } from '../telemetry/log-levels.ts'
import type { WriteLog } from '../telemetry/log-record.ts'
import { Secrets } from '../telemetry/redact.ts'
import { Terminal } from '../telemetry/terminal.ts'

/** Where everything the worker says goes. */
export interface Output {
  readonly write: WriteLog
  /** What is not written by `write` must be hidden by this. */
  readonly secrets: Secrets
  /** Only where a person looks on. */
  readonly terminal?: Terminal
}

export function openOutput(texts: readonly string[], levels: LogLevels): Output {
  const { stdout } = process
  // Whoever read the log is gone; that is no reason to stop carrying records.
  stdout.on('error', () => undefined)
  const secrets = new Secrets(texts)
  if (!stdout.isTTY)
    return { secrets, write: openLog({ write: line => stdout.write(line), terminal: false, secrets, levels }) }
  const terminal = new Terminal(stdout)
  return { secrets, terminal, write: openLog({ write: line => terminal.write(line), terminal: true, secrets, levels }) }
}
