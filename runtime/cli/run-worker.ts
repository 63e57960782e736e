import { once } from 'node:events'
import type { Logger } from '../api/context.ts'
import { describeFinding, type Finding } from '../config/report.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { Supervisor } from '../task/supervisor.ts'
import { LogLevels } from '../telemetry/log-levels.ts'
import { type Level, loggerTo } from '../telemetry/log-record.ts'
import { logNodeWarnings } from '../telemetry/node-warnings.ts'
import { checkSources } from './check-sources.ts'
import { exitCodes } from './exit-codes.ts'
import { type Output, openOutput } from './output.ts'
import { showStatus } from './show-status.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { ownVersion } from './version.ts'

export interface RunOptions {
  readonly exitOnFailure: boolean
  readonly logLevel: Level
}

/** Runs all connectors until a signal comes, or a task fails and that is to be the end; resolves with the exit code. */
export async function runWorker(
  config: ResolvedConfig,
  notices: readonly Finding[],
  { exitOnFailure, logLevel }: RunOptions,
): Promise<number> {
  const levels = new LogLevels(logLevel)
  const output = openOutput(config.secrets, levels)
  const log = loggerTo(output.write)
  logNodeWarnings(log)
  const stopping = stopOnSignals(log)
  process.on('uncaughtException', err => {
    log.error({ err }, 'the worker has crashed')
    process.exit(exitCodes.crashed)
  })
  for (const notice of notices) log[notice.level === 'info' ? 'info' : 'warn']({}, describeFinding(notice))

  const problems = await checkSources(config.connectors, { log, signal: stopping })
  if (stopping.aborted) return exitCodes.done
  for (const problem of problems) log.error({}, problem)
  if (problems.length > 0) return exitCodes.worker

  return carry(config, { output, log, stopping, exitOnFailure })
}

interface Circumstances {
  readonly output: Output
  readonly log: Logger
  readonly stopping: AbortSignal
  readonly exitOnFailure: boolean
}

async function carry(config: ResolvedConfig, { output, log, stopping, exitOnFailure }: Circumstances): Promise<number> {
  const supervisor = new Supervisor(config, output.write)
  supervisor.start()
  logStart(config, supervisor, log)
  const showing = new AbortController()
  const shown = showStatus(() => supervisor.status(), output, showing.signal)
  const over = exitOnFailure ? AbortSignal.any([stopping, supervisor.failed]) : stopping
  if (!over.aborted) await once(over, 'abort')
  if (!stopping.aborted) log.error({}, 'stopping, as a task has failed and --exit-on-failure was given')
  const inTime = await supervisor.stop()
  showing.abort()
  await shown
  log.info({}, inTime ? 'stopped' : 'some tasks did not stop in time and were ended')
  if (exitOnFailure && supervisor.failed.aborted) return exitCodes.failed
  return inTime ? exitCodes.done : exitCodes.stuck
}

function logStart({ connectors, worker }: ResolvedConfig, supervisor: Supervisor, log: Logger): void {
  const { taskCount: tasks, threadCount: threads } = supervisor
  const names = connectors.map(({ name }) => name)
  const mebibytes = Math.round((worker.bufferMemory / 2 ** 20) * 10) / 10
  log.info(
    {},
    `psconnect ${ownVersion()} runs ${names.join(', ') || 'no connector'}: tasks ${tasks}, threads ${threads}, ${mebibytes} MiB for records`,
  )
}
