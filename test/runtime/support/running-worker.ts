import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { LogRecord } from '../../../runtime/telemetry/log-record.ts'
import { Secrets } from '../../../runtime/telemetry/redact.ts'
import { Worker } from '../../../runtime/worker/worker.ts'
import { type Counting, counting, countingKeys, resolveFiles, until } from './counting.ts'

/** A worker with one counting connector, called counter, until the end of the test. */
export async function startCounting(context: TestContext, differs: Counting) {
  const { folder, workerFile, connectorFile, lines, remove } = counting(differs)
  const { config, connectors, later } = await resolveFiles(workerFile, [connectorFile])
  const log: LogRecord[] = []
  const worker = new Worker({
    settings: config.worker,
    configs: later,
    write: line => log.push(line),
    secrets: new Secrets(config.secrets),
  })
  worker.start(connectors)
  context.after(async () => {
    await worker.end()
    remove()
  })
  return {
    worker,
    log,
    lines,
    connectorFile,
    said: (part: string) => log.some(({ message }) => message.includes(part)),
    /** Keys of another connector that counts, with a journal of its own. */
    otherKeys: (other: Counting = {}) => countingKeys(join(folder, 'other-journal'), other),
    state: (name = 'counter') => worker.status(name).connector.state,
    taskStates: (name = 'counter') => worker.status(name).tasks.map(({ state }) => state),
    until: (condition: () => boolean) => until(context, condition),
  }
}

/** Never gets to its end, with only a few records in flight. */
export const endless = {
  source: { records: 1_000_000, bytes: 10_000 },
  sink: { delayMs: 5 },
  worker: { 'buffer.memory': 1 },
}
