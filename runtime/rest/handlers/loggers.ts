import type { LoggerLevel } from '../../telemetry/log-levels.ts'
import { type Level, levels } from '../../telemetry/log-record.ts'
import { readMembers, readText } from '../body-shapes.ts'
import { type Answer, done, ok, Refusal, type RestRequest, type RestServices, type Route } from '../exchange.ts'

/** What the log tells, by who speaks. */
export const loggerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/admin/loggers',
    handle: (_request, services) =>
      ok(Object.fromEntries([...loggers(services)].map(([name, level]) => [name, loggerJson(level)]))),
  },
  {
    method: 'GET',
    path: '/admin/loggers/:logger',
    handle: (request, services) => ok(loggerJson(find(request, services).level)),
  },
  { method: 'PUT', path: '/admin/loggers/:logger', handle: setLevel },
]

function setLevel(request: RestRequest, services: RestServices): Answer {
  const { name } = find(request, services)
  const { level } = readMembers(request.body, ['level'])
  if (level === undefined) throw new Refusal(400, "Desired 'level' parameter was not specified in request.")
  const affected = services.levels.set(name, readLevel(level), services.worker.connectors())
  // The cluster is this worker.
  return request.query.get('scope')?.toLowerCase() === 'cluster' ? done : ok(affected)
}

function readLevel(value: unknown): Level {
  const text = readText(value, 'level')
  const level = levels.find(each => each === text.toLowerCase())
  if (level) return level
  const names = levels.map(each => each.toUpperCase()).join(', ')
  throw new Refusal(404, `invalid log level '${text}'. There are ${names}.`)
}

const loggers = ({ levels: all, worker }: RestServices) => all.all(worker.connectors())

function find({ params }: RestRequest, services: RestServices) {
  const name = params['logger'] ?? ''
  const level = loggers(services).get(name)
  if (!level) throw new Refusal(404, `Logger ${name} not found.`)
  return { name, level }
}

const loggerJson = ({ level, lastModified }: LoggerLevel) => ({
  level: level.toUpperCase(),
  last_modified: lastModified,
})
