import { readSwitch } from '../body-shapes.ts'
import {
  type Answer,
  accepted,
  done,
  ok,
  Refusal,
  type RestRequest,
  type RestServices,
  type Route,
} from '../exchange.ts'
import { nameIn, taskIn } from './path-params.ts'
import { sinkVersion, statusJson, taskJson } from './status-json.ts'

/** How connectors and tasks stand, and what starts and ends them. */
export const statusRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/connectors/:connector/status',
    handle: (request, services) => ok(statusJson(nameIn(request), services)),
  },
  { method: 'GET', path: '/connectors/:connector/tasks', handle: listTasks },
  { method: 'GET', path: '/connectors/:connector/tasks/:task/status', handle: taskStatus },
  { method: 'POST', path: '/connectors/:connector/tasks/:task/restart', handle: restartTask },
  { method: 'POST', path: '/connectors/:connector/restart', handle: restart },
  {
    method: 'PUT',
    path: '/connectors/:connector/pause',
    handle: (request, { worker }) => {
      worker.pause(nameIn(request))
      return accepted
    },
  },
  {
    method: 'PUT',
    path: '/connectors/:connector/resume',
    handle: (request, { worker }) => {
      worker.resume(nameIn(request))
      return accepted
    },
  },
  {
    method: 'PUT',
    path: '/connectors/:connector/stop',
    handle: async (request, { worker }) => {
      await worker.stop(nameIn(request))
      return done
    },
  },
]

function listTasks(request: RestRequest, { worker }: RestServices): Answer {
  return ok(worker.taskConfigs(nameIn(request)))
}

function taskStatus(request: RestRequest, services: RestServices): Answer {
  const name = nameIn(request)
  const id = taskIn(request)
  const task = services.worker.status(name).tasks.find(each => each.id === id)
  if (!task) throw new Refusal(404, `No status found for task ${name}-${id}`)
  return ok(taskJson(task, sinkVersion(name, services)))
}

function restartTask(request: RestRequest, { worker }: RestServices): Answer {
  worker.restartTask(nameIn(request), taskIn(request))
  return done
}

/** Without tasks nothing is left to tell; with them the status shows which restart. */
async function restart(request: RestRequest, services: RestServices): Promise<Answer> {
  const { query } = request
  const name = nameIn(request)
  const options = { includeTasks: readSwitch(query, 'includeTasks'), onlyFailed: readSwitch(query, 'onlyFailed') }
  await services.worker.restart(name, options)
  if (!options.includeTasks && !options.onlyFailed) return done
  return { status: 202, json: statusJson(name, services) }
}
