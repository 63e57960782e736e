import { retryingOf } from '../telemetry/metrics.ts'
import type { ConnectorStatus } from '../telemetry/status-line.ts'
import type { Connector } from './connector.ts'

/** How a connector stands, in one line and in figures. */
export function overviewOf(connector: Connector): ConnectorStatus {
  const { counters } = connector
  return { name: connector.config.resolved.name, state: describe(connector, retryingOf(counters)), counters }
}

/** The worst that is true of it or of any of its tasks. */
function describe({ state, failure, tasks }: Connector, retrying: string | null): string {
  if (state === 'FAILED') return `FAILED: ${failure?.reason}`
  if (state === 'STOPPED' || state === 'UNASSIGNED') return state
  const failed = tasks.filter(task => task.state === 'FAILED')
  const [first] = failed
  if (first) {
    const some = failed.length < tasks.length ? ` (${failed.length} of ${tasks.length} tasks)` : ''
    return `FAILED${some}: ${first.failure?.reason}`
  }
  const restarting = tasks.find(task => task.state === 'RESTARTING')
  if (restarting?.failure) return `RESTARTING: ${restarting.failure.reason}`
  if (state === 'RUNNING' && retrying !== null) return `RUNNING (retrying: ${retrying})`
  return tasks.find(task => task.state === 'UNASSIGNED' || task.state === 'RESTARTING')?.state ?? state
}
