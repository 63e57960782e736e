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
    // As in Kafka Connect, whatever the tasks do. Before the worker has started, every path is answered with 503.
    handle: () => healthy('Worker has completed startup and is ready to handle requests.'),
  },
  {
    method: 'GET',
    path: '/health/ready',
    handle: (_request, { worker }) => {
      const failed = worker.connectors().filter(name => hasFailed(worker.status(name)))
      return failed.length === 0
        ? healthy('No connector and no task has failed.')
        : unhealthy(`These have failed, or a task of them: ${failed.join(', ')}`)
    },
  },
]

const healthy = (message: string): Answer => ok({ status: 'healthy', message })
const unhealthy = (message: string): Answer => ({ status: 503, json: { status: 'unhealthy', message } })

interface Standings {
  readonly connector: { readonly state: string }
  readonly tasks: readonly { readonly state: string }[]
}

const hasFailed = ({ connector, tasks }: Standings): boolean =>
  [connector, ...tasks].some(({ state }) => state === 'FAILED')
