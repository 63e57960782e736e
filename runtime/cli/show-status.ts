import { pause } from '../commit/waiting.ts'
import { loggerTo } from '../telemetry/log-record.ts'
import { type ConnectorStatus, type Figures, StatusFigures, statusLine } from '../telemetry/status-line.ts'
import type { Output } from './output.ts'

const terminalEveryMs = 1_000
const logEveryMs = 30_000

/** Shows how the connectors stand, again and again, and once more when `signal` aborts. */
export async function showStatus(
  connectors: () => readonly ConnectorStatus[],
  { write, secrets, terminal }: Output,
  signal: AbortSignal,
): Promise<void> {
  const figures = new StatusFigures(performance.now())
  const log = loggerTo(write)
  while (!signal.aborted) {
    await pause(terminal ? terminalEveryMs : logEveryMs, signal)
    const taken = [...figures.take(connectors(), performance.now())]
    if (terminal) terminal.show(secrets.hide(taken.map(([name, current]) => statusLine(name, current))))
    else
      for (const [connector, current] of taken)
        log[levelOf(current)]({ connector, ...current }, statusLine(connector, current))
  }
}

/** A connector in trouble is found by who looks for warnings and errors alone. */
function levelOf({ state }: Figures): 'info' | 'warn' | 'error' {
  if (state.startsWith('FAILED')) return 'error'
  return state.includes('retrying') ? 'warn' : 'info'
}
