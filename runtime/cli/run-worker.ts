import { once } from 'node:events'
import type { Logger } from '../api/context.ts'
import type { ConnectorConfig } from '../config/connector-configs.ts'
import { describeFinding } from '../config/report.ts'
import type { Resolution } from '../config/resolve-config.ts'
import type { ResolvedWorker } from '../config/resolved-config.ts'
import { threadLimit } from '../task/threads.ts'
import { LogLevels } from '../telemetry/log-levels.ts'
import { type Level, loggerTo } from '../telemetry/log-record.ts'
import { logNodeWarnings } from '../telemetry/node-warnings.ts'
import { checkSources } from '../worker/check-sources.ts'
import { Worker } from '../worker/worker.ts'
import { exitCodes } from './exit-codes.ts'
import { openOutput } from './output.ts'
import { showStatus } from './show-status.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { ownVersion } from './version.ts'
import { type ConnectorFile, watchFiles } from './watch-files.ts'

export interface RunOptions {
  readonly exitOnFailure: boolean
  readonly logLevel: Level
  /** Connectors that are to follow their files. */
  readonly watched: readonly ConnectorFile[]
}

/** Runs all connectors until a signal comes, or one fails and that is to be the end; resolves with the exit code. */
export async function runWorker(resolution: Extract<Resolution, { ok: true }>, options: RunOptions): Promise<number> {
  const { config, connectors, later, notices } = resolution
  const output = openOutput(config.secrets, new LogLevels(options.logLevel))
  const log = loggerTo(output.write)
  logNodeWarnings(log)
  const stopping = stopOnSignals(log)
  process.on('uncaughtException', err => {
    log.error({ err }, 'the worker has crashed')
    process.exit(exitCodes.crashed)
  })
  for (const notice of notices) log[notice.level === 'info' ? 'info' : 'warn']({}, describeFinding(notice))

  const problems = await checkSources(connectors, { log, signal: stopping })
  if (stopping.aborted) return exitCodes.done
  for (const problem of problems) log.error({}, problem)
  if (problems.length > 0) return exitCodes.worker

  logStart(config.worker, connectors, log)
  const worker = new Worker({ settings: config.worker, configs: later, write: output.write, secrets: output.secrets })
  worker.start(connectors)
  const over = new AbortController()
  const shown = showStatus(() => worker.overview(), output, over.signal)
  const watching = watchFiles(options.watched, { worker, log }, over.signal)
  const inTime = await untilOver(worker, { log, stopping, exitOnFailure: options.exitOnFailure })
  over.abort()
  await Promise.all([shown, watching])
  log.info({}, inTime ? 'stopped' : 'some tasks did not stop in time and were ended')
  if (options.exitOnFailure && worker.failed.aborted) return exitCodes.failed
  return inTime ? exitCodes.done : exitCodes.stuck
}

interface Circumstances {
  readonly log: Logger
  readonly stopping: AbortSignal
  readonly exitOnFailure: boolean
}

/** Resolves when the worker has ended, with whether all tasks had ended in time. */
async function untilOver(worker: Worker, { log, stopping, exitOnFailure }: Circumstances): Promise<boolean> {
  const over = exitOnFailure ? AbortSignal.any([stopping, worker.failed]) : stopping
  if (!over.aborted) await once(over, 'abort')
  if (!stopping.aborted) log.error({}, 'stopping, as a task has failed and --exit-on-failure was given')
  return worker.end()
}

function logStart(settings: ResolvedWorker, connectors: readonly ConnectorConfig[], log: Logger): void {
  const names = connectors.map(({ resolved }) => resolved.name)
  const running = connectors.filter(({ initialState }) => initialState !== 'STOPPED')
  const tasks = running.reduce((sum, { resolved }) => sum + resolved.tasksMax, 0)
  const threads = Math.min(threadLimit(settings), tasks)
  const mebibytes = Math.round((settings.bufferMemory / 2 ** 20) * 10) / 10
  log.info(
    {},
    `psconnect ${ownVersion()} runs ${names.join(', ') || 'no connector'}: tasks ${tasks}, threads ${threads}, ${mebibytes} MiB for records`,
  )
}
