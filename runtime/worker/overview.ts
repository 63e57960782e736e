import { retryingOf } from '../telemetry/metrics.ts'
import type { ConnectorStatus } from '../telemetry/status-line.ts'
import type { Connector } from './connector.ts'
import type { ConnectorTask } from './connector-task.ts'

/** How a connector stands, in one line and in figures. */
export function overviewOf(connector: Connector): ConnectorStatus {
  const { counters } = connector
  return { name: connector.config.resolved.name, state: describe(connector, retryingOf(counters)), counters }
}

/** The worst that is true of it or of any of its tasks. */
function describe(connector: Connector, retrying: string | null): string {
  const { state, failure, tasks } = connector
  if (state === 'FAILED') return `FAILED: ${failure?.reason}`
  if (state !== 'RUNNING' && state !== 'PAUSED') return state
  const inTrouble = describeFailed(tasks)
  if (inTrouble !== undefined) return inTrouble
  if (state === 'RUNNING' && retrying !== null) return `RUNNING (retrying: ${retrying})`
  // Tasks stop by themselves only with the whole worker.
  return tasks.find(task => task.state === 'UNASSIGNED' || task.state === 'STOPPED')?.state ?? state
}

function describeFailed(tasks: readonly ConnectorTask[]): string | undefined {
  const failed = tasks.filter(task => task.state === 'FAILED')
  const those = failed.length > 0 ? failed : tasks.filter(task => task.state === 'RESTARTING')
  const [first] = those
  if (!first) return undefined
  const some = those.length < tasks.length ? ` (${those.length} of ${tasks.length} tasks)` : ''
  const why = first.failure ? `: ${first.failure.reason}` : ''
  return `${first.state}${some}${why}`
}
