import { resolveName } from '../../plugin-loader/resolve-name.ts'
import type { Standing, TaskStanding } from '../../worker/views.ts'
import type { RestServices } from '../exchange.ts'

/** The answer of `/connectors/NAME/status`. */
export function statusJson(name: string, services: RestServices): object {
  const { connector, tasks, type } = services.worker.status(name)
  const version = sinkVersion(name, services)
  return {
    name,
    connector: standingJson(connector, version),
    tasks: tasks.map(task => taskJson(task, version)),
    type,
  }
}

const standingJson = ({ state, workerId, trace }: Standing, version: string | undefined) => ({
  state,
  worker_id: workerId,
  ...(version !== undefined && { version }),
  ...(trace !== undefined && { trace }),
})

export const taskJson = (task: TaskStanding, version: string | undefined) => ({
  id: task.id,
  ...standingJson(task, version),
  ...(task.retrying !== undefined && { retrying: task.retrying }),
})

/** That of the sink which the connector names. */
export function sinkVersion(name: string, { worker, plugins }: RestServices): string | undefined {
  const found = resolveName(plugins.manifests, 'sink', worker.info(name).config['connector.class']?.trim() ?? '')
  return 'problem' in found ? undefined : found.version
}
