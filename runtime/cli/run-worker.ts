import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import type { Logger } from '../api/context.ts'
import { describeFinding, type Finding } from '../config/report.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { Supervisor } from '../task/supervisor.ts'
import { loggerTo } from '../telemetry/log-record.ts'
import { logNodeWarnings } from '../telemetry/node-warnings.ts'
import { checkSources } from './check-sources.ts'
import { openOutput } from './output.ts'
import { showStatus } from './show-status.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** As Kafka Connect has them, and two for what ought not to happen: tasks that do not end when told to, and a crash. */
const exitCodes = { stopped: 0, unreachable: 2, stuck: 4, crashed: 5 } as const

/** Runs all connectors until a signal comes; resolves with the exit code. */
export async function runWorker(config: ResolvedConfig, notices: readonly Finding[]): Promise<number> {
  const output = openOutput(config.secrets)
  const log = loggerTo(output.write)
  logNodeWarnings(log)
  const stopping = stopOnSignals(log)
  process.on('uncaughtException', err => {
    log.error({ err }, 'the worker has crashed')
    process.exit(exitCodes.crashed)
  })
  for (const notice of notices) log[notice.level === 'info' ? 'info' : 'warn']({}, describeFinding(notice))

  const problems = await checkSources(config.connectors, { log, signal: stopping })
  if (stopping.aborted) return exitCodes.stopped
  for (const problem of problems) log.error({}, problem)
  if (problems.length > 0) return exitCodes.unreachable

  const supervisor = new Supervisor(config, output.write)
  supervisor.start()
  logStart(config, supervisor, log)
  const showing = new AbortController()
  const shown = showStatus(() => supervisor.status(), output, showing.signal)
  if (!stopping.aborted) await once(stopping, 'abort')
  const inTime = await supervisor.stop()
  showing.abort()
  await shown
  log.info({}, inTime ? 'stopped' : 'some tasks did not stop in time and were ended')
  return inTime ? exitCodes.stopped : exitCodes.stuck
}

function logStart({ connectors, worker }: ResolvedConfig, supervisor: Supervisor, log: Logger): void {
  const { version } = JSON.parse(readFileSync(findPackageJSON(import.meta.url) ?? '', 'utf8')) as { version: string }
  const { taskCount: tasks, threadCount: threads } = supervisor
  const names = connectors.map(({ name }) => name)
  const megabytes = Math.round(worker.bufferMemory / 1e5) / 10
  log.info(
    {},
    `psconnect ${version} runs ${names.join(', ') || 'no connector'}: tasks ${tasks}, threads ${threads}, ${megabytes} MB for records`,
  )
}
