import type { InitialState } from '../../worker/views.ts'
import { readChanges, readMembers, readText, readTexts } from '../body-shapes.ts'
import { type Answer, done, ok, Refusal, type RestRequest, type RestServices, type Route } from '../exchange.ts'
import { nameIn } from './path-params.ts'
import { statusJson } from './status-json.ts'

/** Connectors and their configurations. */
export const connectorRoutes: readonly Route[] = [
  { method: 'GET', path: '/connectors', handle: list },
  { method: 'POST', path: '/connectors', handle: create },
  { method: 'GET', path: '/connectors/:connector', handle: (request, { worker }) => ok(worker.info(nameIn(request))) },
  {
    method: 'GET',
    path: '/connectors/:connector/config',
    handle: (request, { worker }) => ok(worker.info(nameIn(request)).config),
  },
  { method: 'PUT', path: '/connectors/:connector/config', handle: configure },
  { method: 'PATCH', path: '/connectors/:connector/config', handle: patch },
  {
    method: 'DELETE',
    path: '/connectors/:connector',
    handle: async (request, { worker }) => {
      await worker.remove(nameIn(request))
      return done
    },
  },
]

function list({ query }: RestRequest, services: RestServices): Answer {
  const { worker } = services
  const names = worker.connectors()
  const wanted = query.getAll('expand').flatMap(text => text.split(','))
  if (wanted.length === 0) return ok(names)
  const expanded = names.map(name => [
    name,
    {
      ...(wanted.includes('status') && { status: statusJson(name, services) }),
      ...(wanted.includes('info') && { info: worker.info(name) }),
    },
  ])
  return ok(Object.fromEntries(expanded))
}

async function create(request: RestRequest, { worker }: RestServices): Promise<Answer> {
  const members = readMembers(request.body, ['name', 'config', 'initial_state'])
  const config = readTexts(members['config'], 'config')
  const name = readText(members['name'] ?? config['name'], 'name').trim()
  await worker.create(name, withName(config, name), readInitialState(members['initial_state']))
  return created(name, request, worker.info(name))
}

async function configure(request: RestRequest, { worker }: RestServices): Promise<Answer> {
  const name = nameIn(request)
  const outcome = await worker.configure(name, withName(readTexts(request.body, 'the body'), name))
  return outcome === 'created' ? created(name, request, worker.info(name)) : ok(worker.info(name))
}

async function patch(request: RestRequest, { worker }: RestServices): Promise<Answer> {
  const name = nameIn(request)
  const changes = readChanges(request.body, 'the body')
  if ('name' in changes) withName({ name: changes['name'] ?? '' }, name)
  await worker.patch(name, changes)
  return ok(worker.info(name))
}

const created = (name: string, { base }: RestRequest, json: unknown): Answer => ({
  status: 201,
  json,
  headers: { Location: `${base}/connectors/${encodeURIComponent(name)}` },
})

function withName(config: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  const own = config['name']?.trim() ?? name
  if (own === name) return { ...config, name }
  throw new Refusal(400, `Connector name configuration (${own}) doesn't match connector name in the URL (${name})`)
}

const states: readonly InitialState[] = ['RUNNING', 'PAUSED', 'STOPPED']

function readInitialState(value: unknown = 'RUNNING'): InitialState {
  const state = states.find(each => each === readText(value, 'initial_state').toUpperCase())
  if (state) return state
  throw new Refusal(400, `initial_state must be one of ${states.join(', ')}`)
}
