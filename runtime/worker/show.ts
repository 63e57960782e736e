import type { TaskFailure } from '../task/messages.ts'
import { retryingOf } from '../telemetry/metrics.ts'
import type { Secrets } from '../telemetry/redact.ts'
import type { Connector } from './connector.ts'
import type { ConnectorInfo, ConnectorStanding, ConnectorState, GivenConfig, Standing } from './views.ts'

/** A connector as others may see it. */
export function infoOf({ config: { resolved, given }, tasks }: Connector, secrets: Secrets): ConnectorInfo {
  return {
    name: resolved.name,
    config: hideValues(given, secrets),
    tasks: tasks.map(({ index }) => ({ connector: resolved.name, task: index })),
    type: 'sink',
  }
}

export interface ShownBy {
  readonly workerId: string
  readonly secrets: Secrets
}

export function statusOf(connector: Connector, { workerId, secrets }: ShownBy): ConnectorStanding {
  const restarting = connector.state === 'RESTARTING'
  const standing = ({ state, failure }: { state: ConnectorState; failure: TaskFailure | undefined }): Standing => ({
    state,
    workerId,
    ...(failure && { trace: secrets.hide(failure.trace) }),
  })
  return {
    name: connector.config.resolved.name,
    type: 'sink',
    connector: standing(connector),
    // All of them end, and others begin in their places.
    tasks: connector.tasks.map(task => {
      const retrying = retryingOf(task.counters)
      return {
        id: task.index,
        ...standing(task),
        ...(restarting && { state: 'RESTARTING' }),
        ...(retrying !== null && { retrying: secrets.hide(retrying) }),
      }
    }),
  }
}

const hideValues = (given: GivenConfig, secrets: Secrets): GivenConfig =>
  Object.fromEntries(Object.entries(given).map(([key, text]) => [key, secrets.hide(text)]))
