import { type Answer, ok, type Route } from '../exchange.ts'

/** What this is, and whether it can be used. */
export const rootRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    // The worker itself connects to no broker, so it knows of no cluster; each connector may have its own.
    handle: (_request, { version }) => ok({ version, commit: 'Unknown', kafka_cluster_id: null }),
  },
  {
    method: 'GET',
    path: '/health',
    // As in Kafka Connect, whatever the tasks do.
    handle: (_request, { started }) =>
      started()
        ? healthy('Worker has completed startup and is ready to handle requests.')
        : unhealthy('starting', 'Worker is still starting up.'),
  },
  {
    method: 'GET',
    path: '/health/ready',
    handle: (_request, { started, worker }) => {
      if (!started()) return unhealthy('starting', 'Worker is still starting up.')
      const failed = worker.connectors().filter(name => hasFailed(worker.status(name)))
      return failed.length === 0
        ? healthy('No connector and no task has failed.')
        : unhealthy('unhealthy', `These have failed, or a task of them: ${failed.join(', ')}`)
    },
  },
]

const healthy = (message: string): Answer => ok({ status: 'healthy', message })
const unhealthy = (status: string, message: string): Answer => ({ status: 503, json: { status, message } })

interface Standings {
  readonly connector: { readonly state: string }
  readonly tasks: readonly { readonly state: string }[]
}

const hasFailed = ({ connector, tasks }: Standings): boolean =>
  [connector, ...tasks].some(({ state }) => state === 'FAILED')
