import { once } from 'node:events'
import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { ConnectorConfig } from '../config/connector-configs.ts'
import { describeFinding } from '../config/report.ts'
import type { Resolution } from '../config/resolve-config.ts'
import type { ResolvedRest } from '../config/resolve-rest.ts'
import type { ResolvedWorker } from '../config/resolved-config.ts'
import type { RestServices } from '../rest/exchange.ts'
import { RestServer } from '../rest/server.ts'
import { threadLimit } from '../task/threads.ts'
import { LogLevels } from '../telemetry/log-levels.ts'
import { type Level, loggerTo, type WriteLog } from '../telemetry/log-record.ts'
import { logNodeWarnings } from '../telemetry/node-warnings.ts'
import { checkSources } from '../worker/check-sources.ts'
import { Worker } from '../worker/worker.ts'
import { endNow } from './end-now.ts'
import { exitCodes } from './exit-codes.ts'
import { type Output, openOutput } from './output.ts'
import { showStatus } from './show-status.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { ownVersion } from './version.ts'
import { type ConnectorFile, watchFiles } from './watch-files.ts'

export interface RunOptions {
  readonly exitOnFailure: boolean
  readonly logLevel: Level
  /** Connectors that are to follow their files. */
  readonly watched: readonly ConnectorFile[]
  readonly plugins: RestServices['plugins']
}

type Resolved = Extract<Resolution, { ok: true }>

/** Runs all connectors until a signal comes, or one fails and that is to be the end; resolves with the exit code. */
export async function runWorker(resolution: Resolved, options: RunOptions): Promise<number> {
  const { config, connectors, notices } = resolution
  const levels = new LogLevels(options.logLevel)
  const output = openOutput(config.secrets, levels)
  const log = loggerTo(output.write)
  logNodeWarnings(log)
  const stopping = stopOnSignals(what =>
    log.info({}, `${what}: stopping; what is in flight is waited for, a second signal ends at once`),
  )
  process.on('uncaughtException', err => {
    log.error({ err }, 'the worker has crashed')
    process.exit(exitCodes.crashed)
  })
  for (const notice of notices) log[notice.level === 'info' ? 'info' : 'warn']({}, describeFinding(notice))

  const rest = await openRest(resolution.rest, output.write)
  if (!rest) return exitCodes.worker
  const problems = await checkSources(connectors, { log, signal: stopping })
  if (stopping.aborted) return exitCodes.done
  for (const problem of problems) log.error({}, problem)
  if (problems.length > 0) return exitCodes.worker
  return carry(resolution, options, { output, levels, rest, log, stopping })
}

interface Circumstances {
  readonly output: Output
  readonly levels: LogLevels
  readonly rest: RestServer
  readonly log: Logger
  readonly stopping: AbortSignal
}

async function carry(resolution: Resolved, options: RunOptions, circumstances: Circumstances): Promise<number> {
  const { config, connectors, later: configs } = resolution
  const { output, levels, rest, log } = circumstances
  const { write, secrets } = output
  logStart(config.worker, connectors, log)
  const worker = new Worker({ settings: config.worker, configs, write, secrets })
  worker.id = rest.address ?? worker.id
  worker.blocked.addEventListener('abort', () => endNow(exitCodes.blocked))
  worker.start(connectors)
  const { plugins, watched, exitOnFailure } = options
  rest.attach({ worker, plugins, configs, levels, secrets, config: resolution.rest, version: ownVersion() })
  const over = new AbortController()
  const shown = showStatus(() => worker.overview(), output, over.signal)
  const watching = watchFiles(watched, { worker, log }, over.signal)
  const inTime = await untilOver(worker, exitOnFailure, circumstances)
  over.abort()
  await Promise.all([shown, watching])
  log.info({}, inTime ? 'stopped' : 'some tasks did not stop in time and were ended')
  if (exitOnFailure && worker.failed.aborted) return exitCodes.failed
  return inTime ? exitCodes.done : exitCodes.stuck
}

/** Resolves when the worker has ended, with whether all tasks had ended in time. */
async function untilOver(worker: Worker, exitOnFailure: boolean, circumstances: Circumstances): Promise<boolean> {
  const { rest, log, stopping } = circumstances
  const over = exitOnFailure ? AbortSignal.any([stopping, worker.failed]) : stopping
  if (!over.aborted) await once(over, 'abort')
  if (!stopping.aborted) log.error({}, 'stopping, as a task has failed and --exit-on-failure was given')
  await rest.close()
  return worker.end()
}

/** Undefined where a listener that was asked for cannot be had, which is logged. */
async function openRest(config: ResolvedRest, write: WriteLog): Promise<RestServer | undefined> {
  const log = loggerTo(write, { part: 'rest' })
  try {
    return await RestServer.open(config, log)
  } catch (error) {
    if (!ConnectError.is(error)) throw error
    log.error({}, error.message)
    return undefined
  }
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
